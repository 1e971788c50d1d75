using System.Globalization;

namespace AIMetering.Analysis;

/// <summary>How <see cref="MeterReport.DetectPhases"/> finds phases.</summary>
public sealed record PhaseDetectionOptions
{
    /// <summary>Gets the full name of the series to look at, such as <c>gpu0.utilization</c>; counters are looked at by their rate.</summary>
    /// <value>Null takes the utilization of all GPUs (busy while any of them is), else the power of the device that drew most.</value>
    public string? Series { get; init; }

    /// <summary>Gets the value from which on the series tells of work.</summary>
    /// <value>Null takes 10 % for a series in percent, else 60 % of the way between the two levels found in the series.</value>
    public double? BusyAbove { get; init; }

    /// <summary>Gets the value up to which the series tells of none. Between the two limits the state before goes on.</summary>
    /// <value>Null takes 5 % for a series in percent, else 40 % of the way between the two levels found in the series.</value>
    public double? IdleBelow { get; init; }

    /// <summary>Gets the shortest stretch that is a phase; shorter ones belong to what is around them.</summary>
    /// <value>Zero or more. The default is 1 s, the longest period over which a driver averages GPU utilization.</value>
    public TimeSpan MinimumDuration { get; init; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        if (MinimumDuration < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MinimumDuration), MinimumDuration,
                $"{nameof(PhaseDetectionOptions)}.{nameof(MinimumDuration)} is {MinimumDuration}. Give zero or a positive time.");
        }

        if (double.IsNaN(BusyAbove ?? 0) || double.IsNaN(IdleBelow ?? 0) || BusyAbove < IdleBelow)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(PhaseDetectionOptions)}.{nameof(BusyAbove)} is {BusyAbove} and {nameof(IdleBelow)} is {IdleBelow}. Give numbers, the first not below the second."));
        }
    }
}
