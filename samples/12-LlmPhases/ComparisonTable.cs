using System.Globalization;
using AIMetering;
using AIMetering.Analysis;
using AIMetering.Readings;

namespace LlmPhases;

/// <summary>Energy and speed of each phase under both back ends, and whether they differ by more than bounds and spread leave open.</summary>
internal static class ComparisonTable
{
    public static void Print(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b)
    {
        ReportComparison comparison = MeterReport.Compare(a, b); // its ToText() has every row, and all that should be minded
        Line("", "", a[0].Name, b[0].Name, $"{b[0].Name} - {a[0].Name}, and its interval");
        Print(comparison, "prefill", "input tokens");
        Print(comparison, "decode", "output tokens");

        EnergyResult energy = a[0].Energy;
        string[] sources = energy.Source.Split('+');
        IEnumerable<string?> notes = a[0].Sources.Where(each => sources.Contains(each.Source)).Select(each => each.Reason).Prepend(energy.Reason);
        string how = energy.IsKnown ? $"{energy.Method} ({energy.Source})" : "unknown";
        Console.WriteLine($"\nEnergy: {string.Join(", ", [how, .. notes.OfType<string>()])}");
    }

    private static void Print(ReportComparison comparison, string phase, string unit)
    {
        QuantityComparison energy = comparison.Find($"phase {phase}: {unit}", ComparedQuantity.EnergyPerUnit)!;
        QuantityComparison speed = comparison.Find($"phase {phase}: {unit}", ComparedQuantity.Throughput)!;
        Line(phase, "mJ/token", Millijoules(energy.A), Millijoules(energy.B), Difference(energy, 1e3, "+0.00;-0.00"));
        Line("", "tokens/s", Whole(speed.A), Whole(speed.B), Difference(speed, 1, "+0;-0"));
    }

    private static void Line(params string[] cells) =>
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "{0,-8} {1,-9} {2,15} {3,15}    {4}", cells));

    private static string Millijoules(ComparedValue? value) => value is null ? "unknown"
        : FormattableString.Invariant($"{value.Mean * 1e3:F2} ± {Math.Max(value.High - value.Mean, value.Mean - value.Low) * 1e3:F2}");

    private static string Whole(ComparedValue? value) => value is null ? "unknown" : FormattableString.Invariant($"{value.Mean:F0}");

    private static string Difference(QuantityComparison row, double factor, string format)
    {
        string Signed(double? number) => (number * factor)!.Value.ToString(format, CultureInfo.InvariantCulture);
        return row.Reason ?? $"{Signed(row.Difference)} ({Signed(row.Low)} to {Signed(row.High)}): {Say(row.Verdict)}";
    }

    private static string Say(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.NoDifferenceShown => "indistinguishable",
        ComparisonVerdict.Lower => "lower",
        ComparisonVerdict.Higher => "higher",
        _ => "unknown",
    };
}
