using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>What is doubtful about a figure, in words; and what a partial figure lacks.</summary>
internal static class Doubts
{
    private static readonly (EnergyCaveats Caveat, string Words)[] Words =
    [
        (EnergyCaveats.BelowResolution, "shorter than the sensor can see: an estimate with a wide bound"),
        (EnergyCaveats.Gap, "samples were missing; the gap was bridged and widened the bound"),
        (EnergyCaveats.CounterReset, "the counter restarted; the gap was bridged"),
        (EnergyCaveats.ImpossibleDelta, "a difference above the device's greatest power was rejected and bridged"),
        (EnergyCaveats.Suspended, "the machine slept; energy during sleep is not known"),
        (EnergyCaveats.SensorLost, "the sensor was lost; the figure covers the time until then"),
        (EnergyCaveats.BetweenSamplesAssumed, "the sensor sees part of the time; the rest is assumed to lie between its samples"),
        (EnergyCaveats.CrossCheckFailed, "counter and integrated power disagree by more than their bounds"),
    ];

    /// <summary>The doubts as sentences. Partial and estimated figures are told apart where they stand.</summary>
    public static IEnumerable<string> Of(EnergyCaveats caveats) =>
        Words.Where(entry => caveats.HasFlag(entry.Caveat)).Select(entry => entry.Words);

    /// <summary>All that a reader must know of a figure beside its bound.</summary>
    public static IEnumerable<string> About(EnergyResult result)
    {
        IEnumerable<string> unknown = result.Reason is { } reason ? [$"unknown: {reason}"] : [];
        IEnumerable<string> missing = result.IsKnown ? result.Missing.Select(part => $"PARTIAL, lacks {part}") : [];
        return unknown.Concat(missing).Concat(Of(result.Caveats));
    }
}
