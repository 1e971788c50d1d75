using AIMetering.Readings;

namespace AIMetering.Reports.Json;

/// <summary>Turns a report into its JSON document.</summary>
internal sealed class DocumentWriter(bool samples)
{
    private readonly HardwareKeys _keys = new();

    public static ReportDocument Write(MeterReport report, bool samples) => new DocumentWriter(samples).Document(report);

    private ReportDocument Document(MeterReport report)
    {
        // The hardware is known only once every device has been asked for its key.
        DeviceDocument[] devices = [.. report.Devices.Select(Device)];
        PhaseDocument[] phases = [.. report.Phases.Select(Phase)];
        SourceDocument[] sources = [.. report.Sources.Select(Source)];
        SeriesDocument[] series = [.. report.Series.Select(Series)];
        return new(
            ReportDocument.FormatName, MeterReport.SchemaVersion, report.Name, report.RunId, report.StartedAt,
            report.Duration.TotalSeconds, report.SamplingInterval.TotalSeconds, Energy(report.Energy), Energy(report.MeasuredEnergy),
            Optional(report.EstimatedEnergy), Optional(report.NetEnergy), Process(report.Process), _keys.Describe(), devices, phases,
            [.. report.Units.Select(Unit)], sources, Quality(report.Quality), Overhead(report.Overhead), Machine(report.Machine),
            [.. report.Notes], series, TimelineJson.Write(report.Timeline), CarbonWriter.Write(report.Carbon),
            report.TimeDoubt == TimeSpan.Zero ? null : report.TimeDoubt.TotalSeconds);
    }

    private static EnergyDocument Energy(EnergyResult result) => new(
        result.Energy?.Joules, result.Low?.Joules, result.High?.Joules, result.Method, result.Source,
        [.. Enum.GetValues<EnergyCaveats>().Where(caveat => caveat != EnergyCaveats.None && result.Caveats.HasFlag(caveat))],
        result.Reason, [.. result.Missing]);

    private static EnergyDocument? Optional(EnergyResult? result) => result is null ? null : Energy(result);

    private static ProcessDocument? Process(ProcessShare? share) => share is null ? null : new(
        share.CpuTimeShare, Energy(share.Energy), Energy(share.Unattributed), Energy(share.Shared), share.Rule);

    private DeviceDocument Device(DeviceReport report) => new(
        _keys.Of(report.Device), report.Source, Energy(report.Energy), Idle(report.Idle), Optional(report.NetEnergy),
        report.MeanPower?.Watts, report.PeakPower?.Watts, report.RefreshPeriod?.TotalSeconds, report.GainError,
        report.RawCounter?.First, report.RawCounter?.Last);

    private static IdleDocument? Idle(IdlePower? idle) => idle is null ? null : new(
        idle.Power.Watts, idle.Low.Watts, idle.High.Watts, idle.Duration.TotalSeconds, idle.Explicit);

    private PhaseDocument Phase(PhaseReport phase) => new(
        phase.Name, phase.Path, phase.Depth, phase.Count, phase.Unfinished, phase.FirstStart.TotalSeconds,
        phase.Duration.TotalSeconds, phase.MeanDuration.TotalSeconds, phase.DurationDeviation.TotalSeconds,
        Energy(phase.Energy), Energy(phase.MeanEnergy), phase.EnergyDeviation?.Joules, Optional(phase.NetEnergy),
        [.. phase.Devices.Select(part => new PhaseDeviceDocument(_keys.Of(part.Device), Energy(part.Energy)))],
        [.. phase.Units.Select(Unit)],
        phase.Runs.Select(run => run.Start.TotalSeconds).ToArray(), phase.Runs.Select(run => run.End.TotalSeconds).ToArray(),
        phase.DrainTime.TotalSeconds);

    private static UnitDocument Unit(UnitReport unit) => new(unit.Unit, unit.Count, Energy(unit.EnergyPerUnit));

    private SourceDocument Source(SourceStatus status) => new(
        status.Source, status.IsReady, status.Reason, status.Remedy, [.. status.Devices.Select(_keys.Of)]);

    private static QualityDocument Quality(QualityReport quality) => new(
        quality.Samples, quality.FailedReads, quality.MissedTicks, quality.Gaps, quality.CounterResets, quality.CounterWraps,
        quality.ImpossibleDeltas, quality.Suspended.TotalSeconds, quality.GarbageCollectionPauses.TotalSeconds,
        [.. quality.Events.Select(e => new EventDocument(e.FirstSeen.TotalSeconds, e.LastSeen.TotalSeconds, e.Count, e.Subject, e.Message))]);

    private static OverheadDocument Overhead(OverheadReport cost) => new(
        cost.SamplerCpuTime?.TotalSeconds, cost.PercentOfOneCore, cost.ReadTime.TotalSeconds, cost.Reads,
        cost.StartTime.TotalSeconds, cost.StopTime.TotalSeconds, cost.HistoryBytes, cost.SharedBySessions);

    private static MachineDocument? Machine(MachineDescription? machine) => machine is null ? null : new(
        machine.OperatingSystem, machine.Kernel, machine.Cpu, machine.LogicalCpus, machine.MemoryBytes, machine.Container,
        machine.Runtime, machine.Architecture, machine.AIMeterVersion);

    private SeriesDocument Series(SeriesReport series) => new(
        series.Channel.ColumnName, _keys.Of(series.Channel.Device), series.Channel.Metric, series.Channel.Kind,
        MetricUnit(series.Channel.Unit), series.Source, series.Channel.AccountsEnergy, Sensor(series.Channel.Sensor),
        MetricUnit(series.StatisticsUnit), Statistics(series.Statistics), series.ThinnedBy,
        samples ? series.ElapsedSeconds : default, samples ? series.Values : default);

    private static MetricUnitDocument MetricUnit(MetricUnit unit) => new(unit.Symbol, unit.ColumnSuffix);

    private static SensorDocument? Sensor(SensorTraits? sensor) => sensor is null ? null : new(
        sensor.JoulesPerCount, sensor.WrapsAt, sensor.RefreshPeriod.TotalSeconds, sensor.LongestRefreshPeriod?.TotalSeconds,
        sensor.AveragingWindow?.TotalSeconds, sensor.GainError, sensor.MaxPowerWatts, sensor.Method);

    private static StatisticsDocument? Statistics(SeriesStatistics? s) => s is null ? null : new(
        s.Count, s.Mean, s.Min, s.Max, s.Mode, s.StandardDeviation, s.P50, s.P95, s.P99);
}
