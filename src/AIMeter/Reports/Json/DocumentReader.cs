using AIMetering.Readings;

namespace AIMetering.Reports.Json;

/// <summary>Turns a JSON document back into the report it was written from.</summary>
/// <remarks>A document that contradicts itself ends in one of <see cref="IsContradiction"/>.</remarks>
internal sealed class DocumentReader
{
    private readonly Dictionary<string, Device> _devices;

    private DocumentReader(ReportDocument document) => _devices = HardwareKeys.Read(document.Hardware);

    public static MeterReport Read(ReportDocument document) => new DocumentReader(document).Report(document);

    public static bool IsContradiction(Exception error) =>
        error is ArgumentException or KeyNotFoundException or OverflowException or InvalidDataException;

    private MeterReport Report(ReportDocument document) => new()
    {
        Name = document.Name,
        RunId = document.RunId,
        StartedAt = document.StartedAt,
        Duration = Time(document.DurationSeconds),
        SamplingInterval = Time(document.SamplingIntervalSeconds),
        TimeDoubt = Time(document.TimeDoubtSeconds ?? 0),
        Energy = Energy(document.Energy),
        MeasuredEnergy = Energy(document.MeasuredEnergy),
        EstimatedEnergy = Optional(document.EstimatedEnergy),
        NetEnergy = Optional(document.NetEnergy),
        Process = Process(document.Process),
        Devices = [.. document.Devices.Select(DeviceOf)],
        Phases = [.. document.Phases.Select(Phase)],
        Units = [.. document.Units.Select(Unit)],
        Series = [.. document.Series.Select(series => SeriesReader.Read(series, _devices))],
        Sources = [.. document.Sources.Select(Source)],
        Quality = Quality(document.Quality),
        Overhead = Overhead(document.Overhead),
        Machine = Machine(document.Machine),
        Notes = document.Notes,
        Timeline = TimelineJson.Read(document.Timeline),
        LoadedCarbon = CarbonReader.Read(document.Carbon),
    };

    // Two roundings of half a unit each stay below half a tick of 100 ns up to 2^50 ticks: exact for runs of up to three years.
    internal static TimeSpan Time(double seconds) => TimeSpan.FromTicks(checked((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));

    internal static TimeSpan? Time(double? seconds) => seconds is { } known ? Time(known) : null;

    private static EnergyResult Energy(EnergyDocument energy)
    {
        EnergyCaveats caveats = energy.Caveats.Aggregate(EnergyCaveats.None, (all, caveat) => all | caveat);
        return energy.EnergyJoules is { } joules
            ? EnergyResult.Known(
                AIMetering.Energy.FromJoules(joules),
                AIMetering.Energy.FromJoules(energy.LowJoules ?? throw new InvalidDataException("An energy lacks low_joules.")),
                AIMetering.Energy.FromJoules(energy.HighJoules ?? throw new InvalidDataException("An energy lacks high_joules.")),
                energy.Method ?? throw new InvalidDataException("An energy lacks its method."), energy.Source, caveats, energy.Missing)
            : EnergyResult.Unknown(
                energy.Reason ?? throw new InvalidDataException("An unknown energy lacks its reason."), energy.Source, caveats, energy.Missing);
    }

    private static EnergyResult? Optional(EnergyDocument? energy) => energy is null ? null : Energy(energy);

    private static Power? Power(double? watts) => watts is { } known ? AIMetering.Power.FromWatts(known) : null;

    private static ProcessShare? Process(ProcessDocument? share) => share is null ? null : new()
    {
        CpuTimeShare = share.CpuTimeShare,
        Energy = Energy(share.Energy),
        Unattributed = Energy(share.Unattributed),
        Shared = Energy(share.Shared),
        Rule = share.Rule,
    };

    private DeviceReport DeviceOf(DeviceDocument device) => new()
    {
        Device = _devices[device.Device],
        Source = device.Source,
        Energy = Energy(device.Energy),
        Idle = Idle(device.Idle),
        NetEnergy = Optional(device.NetEnergy),
        MeanPower = Power(device.MeanPowerWatts),
        PeakPower = Power(device.PeakPowerWatts),
        RefreshPeriod = Time(device.RefreshPeriodSeconds),
        GainError = device.RelativeGainError,
        RawCounter = device is { FirstRawCounts: { } first, LastRawCounts: { } last } ? (first, last) : null,
    };

    private static IdlePower? Idle(IdleDocument? idle) => idle is null ? null : new(
        Power(idle.PowerWatts)!.Value, Power(idle.LowWatts)!.Value, Power(idle.HighWatts)!.Value, Time(idle.DurationSeconds), idle.Explicit);

    private PhaseReport Phase(PhaseDocument phase) => new()
    {
        Name = phase.Name,
        Path = phase.Path,
        Depth = phase.Depth,
        Count = phase.Count,
        Unfinished = phase.Unfinished,
        FirstStart = Time(phase.FirstStartSeconds),
        Duration = Time(phase.DurationSeconds),
        MeanDuration = Time(phase.MeanDurationSeconds),
        DurationDeviation = Time(phase.DurationDeviationSeconds),
        Energy = Energy(phase.Energy),
        MeanEnergy = Energy(phase.MeanEnergy),
        EnergyDeviation = phase.EnergyDeviationJoules is { } joules ? AIMetering.Energy.FromJoules(joules) : null,
        NetEnergy = Optional(phase.NetEnergy),
        Devices = [.. phase.Devices.Select(part => (_devices[part.Device], Energy(part.Energy)))],
        Units = [.. phase.Units.Select(Unit)],
        Runs = Runs(phase),
        DrainTime = Time(phase.DrainSeconds),
    };

    private static (TimeSpan Start, TimeSpan End)[] Runs(PhaseDocument phase)
    {
        if (phase.RunStartSeconds.Length != phase.RunEndSeconds.Length)
        {
            throw new InvalidDataException($"The phase '{phase.Path}' has not as many run_end_seconds as run_start_seconds.");
        }

        return [.. phase.RunStartSeconds.ToArray().Zip(phase.RunEndSeconds.ToArray(), (start, end) => (Time(start), Time(end)))];
    }

    private static UnitReport Unit(UnitDocument unit) => new(unit.Unit, unit.Count, Energy(unit.EnergyPerUnit));

    private SourceStatus Source(SourceDocument source) => source.Ready
        ? SourceStatus.Ready(source.Source, [.. source.Devices.Select(key => _devices[key])], source.Reason, source.Remedy)
        : SourceStatus.Unavailable(source.Source, source.Reason ?? "no reason was recorded", source.Remedy);

    private static QualityReport Quality(QualityDocument quality) => new()
    {
        Samples = quality.Samples,
        FailedReads = quality.FailedReads,
        MissedTicks = quality.MissedTicks,
        Gaps = quality.Gaps,
        CounterResets = quality.CounterResets,
        CounterWraps = quality.CounterWraps,
        ImpossibleDeltas = quality.ImpossibleDeltas,
        Suspended = Time(quality.SuspendedSeconds),
        GarbageCollectionPauses = Time(quality.GarbageCollectionPauseSeconds),
        Events = [.. quality.Events.Select(e => new QualityEvent(Time(e.FirstSeenSeconds), Time(e.LastSeenSeconds), e.Count, e.Subject, e.Message))],
    };

    private static OverheadReport Overhead(OverheadDocument cost) => new()
    {
        SamplerCpuTime = Time(cost.SamplerCpuSeconds),
        PercentOfOneCore = cost.PercentOfOneCore,
        ReadTime = Time(cost.ReadSeconds),
        Reads = cost.Reads,
        StartTime = Time(cost.StartSeconds),
        StopTime = Time(cost.StopSeconds),
        HistoryBytes = cost.HistoryBytes,
        SharedBySessions = cost.SharedBySessions,
    };

    private static MachineDescription? Machine(MachineDocument? machine) => machine is null ? null : new()
    {
        OperatingSystem = machine.OperatingSystem,
        Kernel = machine.Kernel,
        Cpu = machine.Cpu,
        LogicalCpus = machine.LogicalCpus,
        MemoryBytes = machine.MemoryBytes,
        Container = machine.Container,
        Runtime = machine.Runtime,
        Architecture = machine.Architecture,
        AIMeterVersion = machine.AimeterVersion,
    };
}
