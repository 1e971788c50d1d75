namespace AIMetering.Diagnosers;

/// <summary>What the columns mean.</summary>
internal static class Legends
{
    public const string Bound =
        "The truth of this run lies within: the sensors' worst case, time between iterations included, plus half of the 99.9% confidence interval of the iterations";

    public const string Ratio = "Energy of one operation beside the baseline's ([Current]/[Baseline])";

    public const string RatioBound = "The truth of this run lies within; the sensors' scale error is the same in both and not in it";

    public const string Power = "Mean power over the actual workload iterations";

    public const string Method = "How the energy came to be (counter, integrated, estimated) and from which source; estimated is a model, not a measurement";

    public const string Carbon = "Location-based CO2e of one operation: its energy at the grid's average intensity, site overhead included";

    public const string Note = "What stands against the figure; too slow: the sensor cannot resolve the iterations, and so many invocations in each would do";

    public static string Energy(BenchmarkEnergy[] found) =>
        (found.Any(each => each.IsAboveIdle) ? "Energy above idle" : "Energy, idle included,") +
        " of one operation over the actual workload iterations, of whole devices: other processes' load is in it; pilot and warm-up iterations are not, and BenchmarkDotNet's loop is taken out by its share of the time";
}
