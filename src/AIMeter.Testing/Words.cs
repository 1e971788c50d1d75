using System.Globalization;
using System.Text;
using AIMetering.Readings;
using AIMetering.Testing.Baselines;

namespace AIMetering.Testing;

/// <summary>What an assertion says to people.</summary>
internal static class Words
{
    private static readonly (double Scale, string Prefix)[] Prefixes = [(1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];

    public static string Budget(Energy budget, string unit) => $"  Budget:    {Joules(budget)}{Each(unit)}";

    public static string Against(Baseline baseline, Comparison comparison, double tolerance)
    {
        bool energy = comparison.CpuTimeBecause is null;
        string figure = energy ? Scaled(baseline.Energy!.Mean, "J") : Scaled(baseline.CpuTime.Mean, "s") + " CPU time";
        string stands = energy ? "" : $"\n             CPU time stands in, because {comparison.CpuTimeBecause}.";
        return string.Create(CultureInfo.InvariantCulture,
            $"  Baseline:  {figure}/{baseline.Unit} of {baseline.RecordedOn:yyyy-MM-dd}, +{tolerance:P0} allowed\n" +
            $"  Now:       {Ratio(comparison)}{stands}");
    }

    public static string Measured(EnergyMeasurement measurement)
    {
        StringBuilder text = new();
        EnergyResult energy = measurement.Energy;
        text.Append("  Measured:  ").Append(energy.Energy is { } mean
            ? $"{Joules(mean)}{Each(measurement.Unit)}, between {Joules(energy.Low!.Value)} and {Joules(energy.High!.Value)}"
            : $"unknown: {energy.Reason}");
        if (measurement.CpuTime is { } cpu)
        {
            Line(text, "Windows:", string.Create(CultureInfo.InvariantCulture,
                $"{measurement.Windows} of {measurement.RunsPerWindow:N0} run{(measurement.RunsPerWindow == 1 ? "" : "s")}, {measurement.Duration.TotalSeconds:0.0} s; {Spread(measurement)}{Scaled(cpu.TotalSeconds, "s")} CPU time{Each(measurement.Unit)}"));
        }

        if (measurement.OtherCpus is >= Neighbours.WorthAWord and var others)
        {
            Line(text, "Beside:", string.Create(CultureInfo.InvariantCulture, $"other processes kept {others:0.0} CPUs busy meanwhile{(energy.IsKnown ? "; their energy is in it" : "")}"));
        }

        if (energy.IsKnown)
        {
            Line(text, "Method:", $"{energy.Method!.Value.ToString().ToLowerInvariant()}, {energy.Source}{Caveats(energy)}");
        }

        foreach (string missing in energy.Missing)
        {
            Line(text, "Missing:", missing);
        }

        if (measurement.Verdict == EnergyVerdict.Undecided && measurement.Reason is not null)
        {
            Line(text, "Undecided:", measurement.Reason);
            foreach (SourceStatus absent in Absent(measurement))
            {
                Line(text, "", absent.ToString());
            }
        }

        return text.ToString();
    }

    private static string Ratio(Comparison comparison) => double.IsNaN(comparison.Ratio) ? "cannot be compared" : string.Create(CultureInfo.InvariantCulture,
        $"{comparison.Ratio:0.000} times that, between {comparison.Low:0.000} and {comparison.High:0.000}");

    private static string Each(string unit) => unit.Length == 0 ? "" : $"/{unit}";

    private static string Spread(EnergyMeasurement measurement) => measurement.StandardDeviation is { } deviation
        ? string.Create(CultureInfo.InvariantCulture, $"spread {Joules(deviation)}, limits at {measurement.Confidence:0.###%}; ") : "";

    private static string Caveats(EnergyResult energy) => energy.Caveats == EnergyCaveats.None ? "" : $" ({energy.Caveats})";

    // Where nothing or not all was measured, each source says why it was not, and what would help.
    private static IEnumerable<SourceStatus> Absent(EnergyMeasurement measurement) =>
        measurement.Energy is { IsKnown: true, Missing.Count: 0 } ? [] : measurement.Sources.Where(source => !source.IsReady);

    private static void Line(StringBuilder text, string label, string value) => text.Append("\n  ").Append(label.PadRight(11)).Append(value);

    private static string Joules(Energy energy) => Scaled(energy.Joules, "J");

    private static string Scaled(double value, string unit)
    {
        double size = Math.Abs(value);
        (double scale, string prefix) = Prefixes.FirstOrDefault(each => size >= each.Scale * 0.9995, size == 0 ? (1, "") : Prefixes[^1]);
        return string.Create(CultureInfo.InvariantCulture, $"{value / scale:G4} {prefix}{unit}");
    }
}
