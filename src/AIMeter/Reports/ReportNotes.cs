using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>What a reader should know about the figures.</summary>
internal static class ReportNotes
{
    private const string Boundary =
        "Boundary: CPU packages, DRAM and GPU boards as far as listed above. Not seen: power supply losses, fans, disks, network cards, mainboard, cooling of the room.";

    private const string Bound =
        "Bounds are worst cases, not standard deviations: sensor scale error plus what the sensor cannot resolve at the window's edges.";

    public static IReadOnlyList<string> For(SessionFacts facts, IReadOnlyList<DeviceReport> devices)
    {
        if (facts.IsDisabled)
        {
            return [$"Measuring was turned off by {EnvironmentVariables.DisabledVariable}; nothing was read."];
        }

        List<string> notes = [Boundary, Bound];
        notes.AddRange(devices.Where(device => !device.Device.InTotal && device.Device.ExclusionReason is not null)
            .Select(device => $"{device.Device.Id} is not in the total: {device.Device.ExclusionReason}."));
        if (devices.Any(device => device.Energy.Method == MeasurementMethod.Estimated))
        {
            notes.Add("Estimated figures come from a model of the processor and its load, not from a sensor.");
        }

        if (facts.MostSessions > 1)
        {
            notes.Add("Other sessions of this process measured at the same time; they share the sampler, and its cost is counted in each.");
        }

        return notes;
    }
}
