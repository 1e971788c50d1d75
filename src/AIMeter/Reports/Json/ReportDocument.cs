using AIMetering.Readings;

namespace AIMetering.Reports.Json;

// The JSON form of a report, schema version 1, as docs/report-schema.md tells it. Names and meanings never change within a
// version; a property that is added gets a default value, so that older files still load.

internal sealed record ReportHeader(string? Format = null, int? SchemaVersion = null);

internal sealed record ReportDocument(
    string Format,
    int SchemaVersion,
    string Name,
    string RunId,
    DateTimeOffset StartedAt,
    double DurationSeconds,
    double SamplingIntervalSeconds,
    EnergyDocument Energy,
    EnergyDocument MeasuredEnergy,
    EnergyDocument? EstimatedEnergy,
    EnergyDocument? NetEnergy,
    ProcessDocument? Process,
    HardwareDocument[] Hardware,
    DeviceDocument[] Devices,
    PhaseDocument[] Phases,
    UnitDocument[] Units,
    SourceDocument[] Sources,
    QualityDocument Quality,
    OverheadDocument Overhead,
    MachineDocument? Machine,
    string[] Notes,
    SeriesDocument[] Series,
    TimelineDocument? Timeline = null,
    CarbonDocument? Carbon = null,
    double? TimeDoubtSeconds = null)
{
    public const string FormatName = "aimeter-report";
}

internal sealed record TimelineDocument(
    DateTimeOffset StartedAt,
    ReadOnlyMemory<double> ElapsedSeconds,
    ReadOnlyMemory<double> EnergyJoules,
    ReadOnlyMemory<double> LowJoules,
    ReadOnlyMemory<double> HighJoules);

internal sealed record EnergyDocument(
    double? EnergyJoules,
    double? LowJoules,
    double? HighJoules,
    MeasurementMethod? Method,
    string Source,
    EnergyCaveats[] Caveats,
    string? Reason,
    string[] Missing);

internal sealed record HardwareDocument(
    string Key, string Id, DeviceKind Kind, string Name, string? Uuid, string? PartOf, bool InTotal, string? ExclusionReason);

internal sealed record ProcessDocument(
    double CpuTimeShare, EnergyDocument Energy, EnergyDocument Unattributed, EnergyDocument Shared, string Rule);

internal sealed record DeviceDocument(
    string Device,
    string Source,
    EnergyDocument Energy,
    IdleDocument? Idle,
    EnergyDocument? NetEnergy,
    double? MeanPowerWatts,
    double? PeakPowerWatts,
    double? RefreshPeriodSeconds,
    double RelativeGainError,
    double? FirstRawCounts,
    double? LastRawCounts);

internal sealed record IdleDocument(double PowerWatts, double LowWatts, double HighWatts, double DurationSeconds, bool Explicit);

internal sealed record PhaseDocument(
    string Name,
    string Path,
    int Depth,
    int Count,
    int Unfinished,
    double FirstStartSeconds,
    double DurationSeconds,
    double MeanDurationSeconds,
    double DurationDeviationSeconds,
    EnergyDocument Energy,
    EnergyDocument MeanEnergy,
    double? EnergyDeviationJoules,
    EnergyDocument? NetEnergy,
    PhaseDeviceDocument[] Devices,
    UnitDocument[] Units,
    ReadOnlyMemory<double> RunStartSeconds,
    ReadOnlyMemory<double> RunEndSeconds,
    double DrainSeconds);

internal sealed record PhaseDeviceDocument(string Device, EnergyDocument Energy);

internal sealed record UnitDocument(string Unit, double Count, EnergyDocument EnergyPerUnit);

internal sealed record SourceDocument(string Source, bool Ready, string? Reason, string? Remedy, string[] Devices);

internal sealed record QualityDocument(
    long Samples,
    long FailedReads,
    long MissedTicks,
    int Gaps,
    int CounterResets,
    int CounterWraps,
    int ImpossibleDeltas,
    double SuspendedSeconds,
    double GarbageCollectionPauseSeconds,
    EventDocument[] Events);

internal sealed record EventDocument(double FirstSeenSeconds, double LastSeenSeconds, int Count, string Subject, string Message);

internal sealed record OverheadDocument(
    double? SamplerCpuSeconds,
    double? PercentOfOneCore,
    double ReadSeconds,
    long Reads,
    double StartSeconds,
    double StopSeconds,
    long HistoryBytes,
    int SharedBySessions);

internal sealed record MachineDocument(
    string OperatingSystem,
    string? Kernel,
    string? Cpu,
    int LogicalCpus,
    long? MemoryBytes,
    string? Container,
    string Runtime,
    string Architecture,
    string AimeterVersion);

internal sealed record SeriesDocument(
    string Column,
    string Device,
    string Metric,
    ChannelKind Kind,
    MetricUnitDocument Unit,
    string Source,
    bool AccountsEnergy,
    SensorDocument? Sensor,
    MetricUnitDocument StatisticsUnit,
    StatisticsDocument? Statistics,
    int ThinnedBy,
    ReadOnlyMemory<double> ElapsedSeconds,
    ReadOnlyMemory<double> Values);

internal sealed record MetricUnitDocument(string Symbol, string ColumnSuffix);

internal sealed record SensorDocument(
    double JoulesPerCount,
    double? WrapsAtCounts,
    double RefreshPeriodSeconds,
    double? LongestRefreshPeriodSeconds,
    double? AveragingWindowSeconds,
    double RelativeGainError,
    double? MaxPowerWatts,
    MeasurementMethod? Method);

internal sealed record StatisticsDocument(
    long Count, double Mean, double Min, double Max, double Mode, double StandardDeviation, double P50, double P95, double P99);
