using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Diagnosers;

/// <summary>What the diagnoser says to people, in the invariant culture.</summary>
internal static class Words
{
    // A cell is no place for a paragraph; the log has the whole of it.
    private const int LongestNote = 60;

    // BenchmarkDotNet's loop is worth a word from here on: it is what rounding to two digits hides.
    private const double WorthALoop = 0.01;

    private static readonly (double Scale, string Prefix)[] Prefixes = [(1, ""), (1e-3, "m"), (1e-6, "u"), (1e-9, "n"), (1e-12, "p")];

    public static string Method(BenchmarkEnergy energy)
    {
        EnergyResult result = energy.PerOperation;
        return result.Method is not { } method ? EnergyColumn.Missing
            : $"{Name(method)} ({result.Source}){(result.Caveats.HasFlag(EnergyCaveats.ContainsEstimate) && method != MeasurementMethod.Estimated ? ", partly estimated" : "")}";
    }

    public static string Note(BenchmarkEnergy energy)
    {
        string note = energy switch
        {
            { PerOperation.IsKnown: false } => energy.PerOperation.Reason ?? "",
            { Advice: { } advice } => Invariant($"too slow: InvocationCount={advice.Needed} for ±{advice.Bound:0.#%}"),
            { PerOperation.Missing.Count: > 0 } => "partial: " + string.Join("; ", energy.PerOperation.Missing),
            _ => "",
        };
        note = note.Replace('|', '/').ReplaceLineEndings(" ");
        return note.Length <= LongestNote ? note : string.Concat(note.AsSpan(0, LongestNote - 3), "...");
    }

    /// <summary>Why there is no figure, or why it is wide and what to do; null when all is well.</summary>
    public static string? Warning(BenchmarkEnergy energy) => energy switch
    {
        { PerOperation.IsKnown: false } => $"The energy is not known (NA): {energy.PerOperation.Reason}",
        { Advice: { } advice } => Invariant(
            $"The sensor is too slow for these iterations: it leaves ±{energy.ResolutionBound:0.#%} unresolved. InvocationCount={advice.Needed} (now {advice.Present}) brings its bound to about ±{advice.Bound:0.#%}."),
        { PerOperation.Missing.Count: > 0 } => $"The energy lacks a part: {string.Join("; ", energy.PerOperation.Missing)}",
        _ => null,
    };

    public static string Told(string benchmark, BenchmarkEnergy energy)
    {
        EnergyResult result = energy.PerOperation;
        if (result.Energy is not { } known)
        {
            return $"{benchmark}: NA, {result.Reason}";
        }

        string way = energy.IsExact ? "each measured by itself" : Invariant($"{energy.Coverage:0.0%} of the measured window, the rest is in the bound");
        string spread = energy.Spread is { } margin ? $"of which the spread of iterations {Scaled(margin.Joules, "J")}" : "the spread of iterations is not known";
        string loop = energy.LoopShare >= WorthALoop ? Invariant($"; BenchmarkDotNet's loop is {energy.LoopShare:0%} of the time, taken out of the energy by that share") : "";
        string launches = energy.Launches > 1 ? Invariant($" of the last of {energy.Launches} launches") : "";
        string carbon = energy.CarbonPerOperation is { } mass ? $"; {Scaled(mass.Grams, "gCO2e")}/op" : energy.HasRegion ? $"; carbon NA: {energy.CarbonReason}" : "";
        return Invariant(
            $"{benchmark}: {Scaled(known.Joules, "J")}/op, between {Scaled(result.Low!.Value.Joules, "J")} and {Scaled(result.High!.Value.Joules, "J")}, {spread}; {Method(energy)}{Doubts(result)}; {energy.Operations} operations in {energy.Iterations} iterations{launches}, {way}{loop}{carbon}");
    }

    /// <summary>What holds of all figures, and what was left out of them.</summary>
    public static IEnumerable<string> Remarks(IReadOnlyList<BenchmarkEnergy> told)
    {
        if (told.Count == 0)
        {
            yield break;
        }

        yield return "Energy is that of whole devices: what other processes used meanwhile is in it" +
            (told.Any(each => each.IsAboveIdle) ? ", above the idle power measured before each benchmark." : ", and so is idle power (AboveIdle takes it out).");
        yield return "Pilot, warm-up and overhead iterations are outside of the measured window. BenchmarkDotNet's loop is taken out by its share of the time, as it is of Mean.";
        if (!told.Any(each => each.HasRegion))
        {
            yield return "No region was given, so there is no carbon: name one, such as Region = \"DE\".";
        }

        foreach (string absent in told.Where(IsDoubtful).SelectMany(each => each.Sources).Where(source => !source.IsReady).Select(source => source.ToString()).Distinct())
        {
            yield return absent;
        }
    }

    // Where a figure is missing, partial or a model, a reader wants to know what would make it a measurement.
    private static bool IsDoubtful(BenchmarkEnergy energy) =>
        !energy.PerOperation.IsKnown || energy.PerOperation.Missing.Count > 0 || energy.PerOperation.Caveats.HasFlag(EnergyCaveats.ContainsEstimate);

    private static string Doubts(EnergyResult result) => result.Caveats == EnergyCaveats.None ? "" : $" [{result.Caveats}]";

    private static string Name(MeasurementMethod method) => method.ToString().ToLowerInvariant();

    private static string Scaled(double value, string unit)
    {
        double size = Math.Abs(value);
        (double scale, string prefix) = Prefixes.FirstOrDefault(each => size >= each.Scale * 0.9995, size == 0 ? (1, "") : Prefixes[^1]);
        return Invariant($"{value / scale:G4} {prefix}{unit}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
