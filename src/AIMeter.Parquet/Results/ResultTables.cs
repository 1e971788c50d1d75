using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>The results of a run: small tables in <c>_results</c>.</summary>
internal static class ResultTables
{
    private static readonly Table<EnergyRow> Energies = new Table<EnergyRow>()
        .Text("part", row => row.Part)
        .Text("phase", row => row.Phase)
        .Text("device", row => row.Device?.Id)
        .Flag("in_total", row => row.Device?.InTotal)
        .Energy(row => new(row.Energy))
        .Number("net_energy_joules", row => row.Net?.Energy?.Joules)
        .Number("idle_power_watts", row => row.Report?.Idle?.Power.Watts)
        .Number("peak_power_watts", row => row.Report?.PeakPower?.Watts);

    private static readonly Table<PhaseReport> Phases = new Table<PhaseReport>()
        .Text("phase", phase => phase.Path)
        .Text("name", phase => phase.Name)
        .Whole("depth", phase => phase.Depth)
        .Whole("count", phase => phase.Count)
        .Whole("unfinished", phase => phase.Unfinished)
        .Number("first_start_seconds", phase => phase.FirstStart.TotalSeconds)
        .Number("duration_seconds", phase => phase.Duration.TotalSeconds)
        .Number("mean_duration_seconds", phase => phase.MeanDuration.TotalSeconds)
        .Number("duration_deviation_seconds", phase => phase.DurationDeviation.TotalSeconds)
        .Energy(phase => new(phase.Energy))
        .Number("mean_energy_joules", phase => phase.MeanEnergy.Energy?.Joules)
        .Number("energy_deviation_joules", phase => phase.EnergyDeviation?.Joules)
        .Number("net_energy_joules", phase => phase.NetEnergy?.Energy?.Joules)
        .Number("mean_power_watts", phase => phase.MeanPower?.Watts)
        .Number("drain_seconds", phase => phase.DrainTime.TotalSeconds);

    private static readonly Table<IntervalRow> Intervals = new Table<IntervalRow>()
        .Text("phase", row => row.Phase)
        .Whole("number", row => row.Number)
        .Instant("begin", row => row.StartedAt + row.Start)
        .Instant("end", row => row.StartedAt + row.End)
        .Whole("begin_ns", row => row.Start.Ticks * TimeSpan.NanosecondsPerTick)
        .Whole("end_ns", row => row.End.Ticks * TimeSpan.NanosecondsPerTick);

    private static readonly Table<(string? Phase, UnitReport Unit)> Units = new Table<(string? Phase, UnitReport Unit)>()
        .Text("phase", row => row.Phase)
        .Text("unit", row => row.Unit.Unit)
        .Number("unit_count", row => row.Unit.Count)
        .Number("joules_per_unit", row => row.Unit.EnergyPerUnit.Energy?.Joules)
        .Number("low_joules_per_unit", row => row.Unit.EnergyPerUnit.Low?.Joules)
        .Number("high_joules_per_unit", row => row.Unit.EnergyPerUnit.High?.Joules)
        .Text("remarks", row => new EnergyResultOrNone(row.Unit.EnergyPerUnit).Remarks);

    private static readonly Table<CarbonResult> Carbons = new Table<CarbonResult>()
        .Text("signal", carbon => Words.Of(carbon.Signal))
        .Number("mass_grams", carbon => carbon.Mass?.Grams)
        .Number("low_grams", carbon => carbon.Low?.Grams)
        .Number("high_grams", carbon => carbon.High?.Grams)
        .Number("priced_energy_joules", carbon => carbon.Energy is null ? null : carbon.PricedEnergy.Joules)
        .Number("intensity_grams_per_kilowatt_hour", carbon => carbon.EffectiveIntensity?.GramsPerKilowattHour)
        .Number("pue", carbon => carbon.Pue.Value)
        .Text("basis", carbon => carbon.Mass is null ? null : carbon.Basis)
        .Text("remarks", carbon => carbon.Reason ?? (carbon.Notes.Count == 0 ? null : string.Join("; ", carbon.Notes)));

    public static void Write(RunFolder run, RunManifest manifest, MeterReport report)
    {
        Dictionary<string, string> metadata = new SampleLayout(manifest).Metadata("{}");
        Energies.Save(run.Result("energy"), EnergyRows(report), metadata);
        Phases.Save(run.Result("phases"), report.Phases, metadata);
        Intervals.Save(run.Result("intervals"), IntervalRows(report), metadata);
        Units.Save(run.Result("units"), UnitRows(report), metadata);
        Carbons.Save(run.Result("carbon"), CarbonRows(report), metadata);
    }

    // The rows of part "device" whose in_total is true add up to "total"; the other parts cut the same joules another way.
    private static IEnumerable<EnergyRow> EnergyRows(MeterReport report) =>
    [
        new("total", null, null, report.Energy, report.NetEnergy),
        new("measured", null, null, report.MeasuredEnergy),
        .. report.EstimatedEnergy is { } estimated ? new[] { new EnergyRow("estimated", null, null, estimated) } : [],
        .. report.Process is { } process ? new[] { new EnergyRow("process", null, null, process.Energy) } : [],
        .. report.Devices.Select(device => new EnergyRow("device", null, device.Device, device.Energy, device.NetEnergy, device)),
        .. report.Phases.Select(phase => new EnergyRow("total", phase.Path, null, phase.Energy, phase.NetEnergy)),
        .. report.Phases.SelectMany(phase => phase.Devices.Select(part => new EnergyRow("device", phase.Path, part.Device, part.Energy))),
    ];

    private static IEnumerable<IntervalRow> IntervalRows(MeterReport report) => report.Phases
        .SelectMany(phase => phase.Runs.Select((run, index) => new IntervalRow(phase.Path, index + 1, report.StartedAt, run.Start, run.End)))
        .OrderBy(row => row.Start);

    private static IEnumerable<(string? Phase, UnitReport Unit)> UnitRows(MeterReport report) => report.Units
        .Select(unit => ((string?)null, unit))
        .Concat(report.Phases.SelectMany(phase => phase.Units.Select(unit => ((string?)phase.Path, unit))));

    private static IEnumerable<CarbonResult> CarbonRows(MeterReport report) => report.Carbon is { } carbon
        ? new[] { carbon.Average, carbon.Marginal, carbon.MarketBased }.OfType<CarbonResult>()
        : [];

    private sealed record EnergyRow(
        string Part, string? Phase, Device? Device, EnergyResult Energy, EnergyResult? Net = null, DeviceReport? Report = null);

    private sealed record IntervalRow(string Phase, int Number, DateTimeOffset StartedAt, TimeSpan Start, TimeSpan End);
}
