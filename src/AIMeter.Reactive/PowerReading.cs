using AIMetering.Readings;

namespace AIMetering.Observing;

/// <summary>The power of a device at a time.</summary>
/// <param name="Device">The device.</param>
/// <param name="Elapsed">When it was read, since the session's start; for a counter the end of the stretch that the power is the mean of.</param>
/// <param name="Power">The power.</param>
public readonly record struct PowerReading(Device Device, TimeSpan Elapsed, Power Power);
