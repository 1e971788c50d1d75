using AIMetering.Readings;

namespace AIMetering.Pictures;

/// <summary>The energy of phases by device, with its bound.</summary>
internal static class EnergyPanel
{
    public static Panel Of(MeterReport report, PictureOptions options, Theme theme)
    {
        PhaseReport[] phases = [.. report.Phases.Where(phase => phase.Depth == 0)];
        IReadOnlyList<BarRow> rows = phases.Length > 0
            ? [.. phases.Select(Row)]
            : [.. report.Devices.Where(device => device.Device.InTotal).Select(device => Row(Words.Shown(device.Device.Id), [(device.Device, device.Energy)], device.Energy))];
        return Bars.Panel(rows, "energy", "J", options, theme, report.Energy.Reason ?? "no energy is known");
    }

    private static BarRow Row(PhaseReport phase) => Row(
        phase.Count + phase.Unfinished == 1 ? Words.Shown(phase.Name) : Words.Shown(FormattableString.Invariant($"{phase.Name} × {phase.Count + phase.Unfinished}")),
        phase.Devices, phase.Energy);

    private static BarRow Row(string name, IReadOnlyList<(Device Device, EnergyResult Energy)> devices, EnergyResult total) => new(
        name,
        [.. devices.Where(each => each.Device.InTotal && each.Energy.IsKnown).Select(each => (Words.Shown(each.Device.Id), each.Energy.Energy!.Value.Joules))],
        total.Low?.Joules, total.High?.Joules,
        total.Energy is { } energy ? Words.WithBound(energy.Joules, total.Low!.Value.Joules, total.High!.Value.Joules, "J") : Words.Shown($"unknown: {total.Reason}"));
}
