using AIMetering.Readings;

namespace AIMetering.Observing;

/// <summary>The values of one series over a stretch of time, in the unit of its channel.</summary>
/// <param name="Channel">The series.</param>
/// <param name="Start">The beginning of the window, since the session's start; a multiple of its length.</param>
/// <param name="Length">The length of the window.</param>
/// <param name="Count">How many values lie in it; one or more.</param>
/// <param name="Mean">Their arithmetic mean.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="First">The first; for a counter, <c>Last - First</c> is its growth within the window.</param>
/// <param name="Last">The last.</param>
public sealed record ReadingWindow(
    Channel Channel, TimeSpan Start, TimeSpan Length, int Count, double Mean, double Min, double Max, double First, double Last);
