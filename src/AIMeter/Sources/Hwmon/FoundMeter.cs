using AIMetering.Readings;

namespace AIMetering.Sources.Hwmon;

/// <summary>A power meter found in a tree, not opened yet.</summary>
/// <param name="Spot">Where its files are.</param>
/// <param name="Device">What it measures.</param>
/// <param name="Sensor">What is known of it.</param>
/// <param name="IsSlow">Whether a read may take long, as where the answer comes from a management controller.</param>
internal sealed record FoundMeter(HwmonSpot Spot, Device Device, SensorTraits Sensor, bool IsSlow = false);
