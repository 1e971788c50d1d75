using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Analysis.Comparison;

/// <summary>What one sensor adds to a figure, as it shows it; the truth is that times its scale, somewhere between least and most.</summary>
/// <param name="Sensor">What tells the sensor from others.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">The least it can be, scale apart.</param>
/// <param name="High">The most it can be, scale apart.</param>
/// <param name="Least">The least truth for one shown.</param>
/// <param name="Most">The most truth for one shown.</param>
/// <param name="IsModel">Whether a model or a rule shows it: how far that is off depends on the work, so it is no scale that two runs share.</param>
internal readonly record struct SensorShare(string Sensor, double Value, double Low, double High, double Least, double Most, bool IsModel = false)
{
    public SensorShare Times(double factor) => this with { Value = Value * factor, Low = Low * factor, High = High * factor };
}

/// <summary>A figure of one run with what each sensor adds to it, or why it is not known.</summary>
internal sealed record Measured(IReadOnlyList<SensorShare> Parts, string? Reason = null)
{
    public double Value => Parts.Sum(part => part.Value);

    public static Measured Unknown(string reason) => new([], reason);

    /// <summary>A figure without any error worth telling, such as a time.</summary>
    public static Measured Exact(double value) => new([new("", value, value, value, 1, 1)]);

    /// <summary>The energies of devices in the total, taken apart by sensor.</summary>
    public static Measured Energy(MeterReport report, IEnumerable<(Device Device, EnergyResult Energy)> devices)
    {
        (Device Device, EnergyResult Energy)[] all = [.. devices];
        (Device Device, EnergyResult Energy)[] known = [.. all.Where(each => each.Energy.IsKnown)];
        return known.Length == 0
            ? Unknown(all.Length == 0 ? "no device was measured" : all[0].Energy.Reason ?? "not measured")
            : new([.. known.Select(each => Of(report, each.Device, each.Energy))]);
    }

    public Measured Times(double factor) => this with { Parts = [.. Parts.Select(part => part.Times(factor))] };

    // Limits hold both the sensor's scale and what its edges leave open; the scale is taken out again.
    private static SensorShare Of(MeterReport report, Device device, EnergyResult energy)
    {
        DeviceReport? known = report.Devices.FirstOrDefault(each => each.Device.Id == device.Id);
        double value = energy.Energy!.Value.Joules, low = energy.Low!.Value.Joules, high = energy.High!.Value.Joules;
        double gain = known?.GainError ?? 0;
        bool isModel = energy.Method is MeasurementMethod.Estimated or MeasurementMethod.Attributed;
        (double least, double most) = energy.Method is { } method && (gain < 1 || isModel)
            ? WindowEnergy.Scale(gain, method)
            : (1, 1);
        double shownLow = least > 0 ? Math.Min(value, low / least) : 0, shownHigh = Math.Max(value, high / most);
        string sensor = $"{device.Uuid ?? $"{device.Id}/{device.Name}"} {known?.Source ?? energy.Source}";
        return new(sensor, value, shownLow, shownHigh, least, most, isModel);
    }
}
