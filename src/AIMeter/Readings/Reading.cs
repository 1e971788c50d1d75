using System.Globalization;

namespace AIMetering.Readings;

/// <summary>One value as it was read.</summary>
/// <param name="Channel">The series it belongs to.</param>
/// <param name="Elapsed">When it was read, since the session's start, on the monotonic clock.</param>
/// <param name="Value">
/// The value in the channel's unit: joules since the session's start for energy counters, the reading itself otherwise.
/// </param>
public readonly record struct Reading(Channel Channel, TimeSpan Elapsed, double Value)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:F3} s {Channel.FullName} {Value:G6} {Channel.Unit.Symbol}");
}
