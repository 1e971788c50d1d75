using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>The rows of energies: of the run, devices, phases and units.</summary>
internal sealed class EnergyRows(SqlLink link, long run, Func<Device, int> numberOf)
{
    private int _results, _units;

    public void Write(MeterReport report)
    {
        using RowWriter results = new(link, Tables.Results), powers = new(link, Tables.DevicePowers), phases = new(link, Tables.Phases),
            runs = new(link, Tables.PhaseRuns), units = new(link, Tables.Units);
        Whole(results, report);
        foreach (DeviceReport device in report.Devices)
        {
            Device(results, powers, device);
        }

        Units(units, null, report.Units);
        for (int no = 0; no < report.Phases.Count; no++)
        {
            Phase(phases, runs, no, report.Phases[no]);
            PhaseEnergies(results, no, report.Phases[no]);
            Units(units, no, report.Phases[no].Units);
        }

        foreach (RowWriter rows in (RowWriter[])[results, powers, phases, runs, units])
        {
            rows.Flush();
        }
    }

    private void Whole(RowWriter rows, MeterReport report)
    {
        Result(rows, "total", null, null, report.Energy);
        Result(rows, "measured", null, null, report.MeasuredEnergy);
        Result(rows, "estimated", null, null, report.EstimatedEnergy);
        Result(rows, "net", null, null, report.NetEnergy);
        Result(rows, "process", null, null, report.Process?.Energy);
        Result(rows, "unattributed", null, null, report.Process?.Unattributed);
        Result(rows, "shared", null, null, report.Process?.Shared);
    }

    private void Device(RowWriter results, RowWriter powers, DeviceReport device)
    {
        int number = numberOf(device.Device);
        Result(results, "device", null, number, device.Energy);
        Result(results, "device_net", null, number, device.NetEnergy);
        IdlePower? idle = device.Idle;
        powers.Add(run, number, device.Source, device.MeanPower?.Watts, device.PeakPower?.Watts, idle?.Power.Watts, idle?.Low.Watts,
            idle?.High.Watts, idle?.Duration.TotalSeconds, idle?.Explicit, device.RefreshPeriod?.TotalSeconds, device.GainError,
            device.RawCounter?.First, device.RawCounter?.Last);
    }

    private void Phase(RowWriter rows, RowWriter runs, int number, PhaseReport phase)
    {
        rows.Add(run, number, phase.Name, phase.Path, phase.Depth, phase.Count, phase.Unfinished, phase.FirstStart.TotalSeconds,
            phase.Duration.TotalSeconds, phase.MeanDuration.TotalSeconds, phase.DurationDeviation.TotalSeconds, phase.EnergyDeviation?.Joules,
            phase.DrainTime.TotalSeconds);
        for (int n = 0; n < phase.Runs.Count; n++)
        {
            runs.Add(run, number, n, phase.Runs[n].Start.TotalSeconds, phase.Runs[n].End.TotalSeconds);
        }
    }

    private void PhaseEnergies(RowWriter rows, int number, PhaseReport phase)
    {
        Result(rows, "phase", number, null, phase.Energy);
        Result(rows, "phase_mean", number, null, phase.MeanEnergy);
        Result(rows, "phase_net", number, null, phase.NetEnergy);
        foreach ((Device device, EnergyResult energy) in phase.Devices)
        {
            Result(rows, "phase_device", number, numberOf(device), energy);
        }
    }

    // A figure that the report does not have at all, such as a net energy without an idle power, has no row.
    private void Result(RowWriter rows, string scope, int? phase, int? device, EnergyResult? energy)
    {
        if (energy is not null)
        {
            rows.Add([run, _results++, scope, phase, device, .. Words.Energy(energy)]);
        }
    }

    private void Units(RowWriter rows, int? phase, IReadOnlyList<UnitReport> units)
    {
        foreach (UnitReport unit in units)
        {
            rows.Add([run, _units++, phase, unit.Unit, unit.Count, unit.UnitsPerJoule, .. Words.Energy(unit.EnergyPerUnit)]);
        }
    }
}
