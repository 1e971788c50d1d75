using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>One window of a measurement.</summary>
/// <param name="Energy">The energy of the window with its sensor's bound.</param>
/// <param name="EdgeJoules">The part of the bound that is not the sensors' scale, which is the same in every window and on another day.</param>
/// <param name="CpuSeconds">The CPU time of this process.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Units">How many units it made.</param>
internal readonly record struct Window(EnergyResult Energy, double EdgeJoules, double CpuSeconds, double Seconds, double Units);
