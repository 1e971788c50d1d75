using AIMetering.Accounting;
using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>Makes the report of a session from its frozen recording.</summary>
internal sealed class ReportBuilder(SessionRecorder recorder, SessionFacts facts)
{
    private readonly List<TrackHistory> _histories = [.. TrackHistory.Of(recorder)];

    private double Seconds => recorder.End!.Seconds - recorder.Start!.Seconds;

    public MeterReport Build()
    {
        DeviceReport[] devices = [.. recorder.Tracks.Select((track, index) => Device(track, index))];
        DeviceReport[] counted = [.. devices.Where(device => device.Device.InTotal)];
        EnergyResult measured = Sum(counted.Where(device => device.Energy.Method != MeasurementMethod.Estimated), withMissing: true);
        DeviceReport[] estimated = [.. counted.Where(device => device.Energy.Method == MeasurementMethod.Estimated)];
        EnergyResult energy = Sum(counted, withMissing: true);
        IReadOnlyList<UnitReport> units = Units(recorder, energy);
        EnergyTimeline? timeline = TimelineBuilder.Build(recorder, _histories, devices, facts.StartedAt);
        return new MeterReport
        {
            Name = facts.Configuration.Name,
            RunId = facts.RunId,
            StartedAt = facts.StartedAt,
            Duration = TimeSpan.FromSeconds(Seconds),
            SamplingInterval = facts.Configuration.Interval,
            TimeDoubt = facts.TimeDoubt,
            Energy = energy,
            MeasuredEnergy = measured,
            EstimatedEnergy = estimated.Length == 0 ? null : Sum(estimated, withMissing: false),
            NetEnergy = Net(counted),
            Process = ProcessAttribution.Of(recorder, counted),
            Devices = devices,
            Phases = [.. recorder.Phases.Select(phase => Phase(phase, devices))],
            Units = units,
            Series = SeriesBuilder.Build(recorder),
            Sources = facts.Statuses,
            Quality = Quality(),
            Overhead = Overhead(),
            Machine = facts.Machine,
            Notes = ReportNotes.For(facts, devices),
            Timeline = timeline,
            CarbonAccount = new CarbonAccount(
                facts.Configuration.Carbon, timeline, null, facts.Configuration.CarbonMemory,
                new RunWork(TimeSpan.FromSeconds(Seconds), [.. units.Select(unit => (unit.Unit, unit.Count))])),
        };
    }

    private DeviceReport Device(IEnergyTrack track, int index)
    {
        EnergyResult energy = track.Window(recorder.Start![index], recorder.End![index]);
        IdlePower? idle = Idle(track, index);
        RunningStatistics power = recorder.Sources.SelectMany(source => source.Channels).First(slot => slot.Track == track).Statistics;
        return new DeviceReport
        {
            Device = track.Channel.Device,
            Source = track.Source,
            Energy = energy,
            Idle = idle,
            NetEnergy = idle is null ? null : IdleFinder.Net(energy, idle, Seconds, track.Channel.Sensor!),
            MeanPower = energy.Energy is { } known && Seconds > 0 ? Power.FromWatts(known.Joules / Seconds) : null,
            PeakPower = power.Count > 0 ? Power.FromWatts(power.Max) : null,
            RefreshPeriod = track.SeenPeriod is { } period ? TimeSpan.FromSeconds(period) : null,
            GainError = track.Channel.Sensor!.GainError,
            RawCounter = track.RawCounter,
        };
    }

    // An explicit idle stretch beats the lowest one found; of several explicit ones the lowest counts.
    private IdlePower? Idle(IEnergyTrack track, int index)
    {
        IdlePower? lowest = null;
        foreach ((Edge begin, Edge end) in facts.Idle)
        {
            IdlePower? idle = IdleFinder.FromWindow(track.Window(begin[index], end[index]), end.Seconds - begin.Seconds);
            lowest = idle is not null && (lowest is null || idle.Power < lowest.Power) ? idle : lowest;
        }

        return lowest ?? IdleFinder.LowestStretch(_histories[index], track);
    }

    private PhaseReport Phase(PhaseTotals phase, DeviceReport[] devices)
    {
        (Device Device, EnergyResult Energy)[] energies = [.. recorder.Tracks.Select((track, index) => (track.Channel.Device, phase.Energy(index)))];
        EnergyResult energy = SumCounted(energies);
        int runs = (int)phase.Durations.Count;
        return new PhaseReport
        {
            Name = phase.Name,
            Path = phase.Path,
            Depth = phase.Depth,
            Count = runs - phase.Unfinished,
            Unfinished = phase.Unfinished,
            FirstStart = TimeSpan.FromSeconds(phase.FirstStart - recorder.Start!.Seconds),
            Duration = TimeSpan.FromSeconds(phase.Seconds),
            MeanDuration = TimeSpan.FromSeconds(phase.Durations.Mean),
            DurationDeviation = TimeSpan.FromSeconds(phase.Durations.Deviation),
            Energy = energy,
            MeanEnergy = Mean(phase, energies, energy, runs),
            EnergyDeviation = phase.Energies.Count > 1 ? Energy.FromJoules(phase.Energies.Deviation) : null,
            NetEnergy = NetOfPhase(energies, devices, phase.Seconds),
            Devices = energies,
            Units = Units(phase.Counts, energy),
            Runs = phase.Runs,
            DrainTime = TimeSpan.FromSeconds(phase.DrainSeconds),
        };
    }

    // Each device over the runs in which its energy is known: one that was lost did not draw nothing.
    private EnergyResult Mean(PhaseTotals phase, (Device Device, EnergyResult Energy)[] energies, EnergyResult energy, int runs) =>
        runs == 0 ? energy
        : Enumerable.Range(0, energies.Length).All(track => phase.Known(track) == runs || phase.Known(track) == 0) ? energy.Per(runs)
        : SumCounted(energies.Select((each, track) => (each.Device, phase.Known(track) == 0 ? each.Energy : each.Energy.Per(phase.Known(track)))));

    private IEnumerable<(string Name, EnergyResult Result)> Missing() => MissingParts.Of(recorder, facts.Configuration.Environment.Options.Gpus, facts.IsDisabled);

    private EnergyResult SumCounted(IEnumerable<(Device Device, EnergyResult Energy)> energies) => EnergyResult.Sum(
        [.. energies.Where(each => each.Device.InTotal).Select(each => (each.Device.Id, each.Energy)), .. Missing()]);

    private EnergyResult Sum(IEnumerable<DeviceReport> devices, bool withMissing) => EnergyResult.Sum(
        [.. devices.Select(device => (device.Device.Id, device.Energy)), .. withMissing ? Missing() : []]);

    private static EnergyResult? Net(IReadOnlyList<DeviceReport> counted) =>
        counted.Count > 0 && counted.All(device => device.NetEnergy is not null)
            ? EnergyResult.Sum(counted.Select(device => (device.Device.Id, device.NetEnergy!)))
            : null;

    private EnergyResult? NetOfPhase((Device Device, EnergyResult Energy)[] energies, DeviceReport[] devices, double seconds)
    {
        List<(string, EnergyResult)> nets = [];
        for (int index = 0; index < energies.Length; index++)
        {
            if (!energies[index].Device.InTotal)
            {
                continue;
            }

            if (devices[index].Idle is not { } idle)
            {
                return null;
            }

            nets.Add((energies[index].Device.Id, IdleFinder.Net(energies[index].Energy, idle, seconds, recorder.Tracks[index].Channel.Sensor!)));
        }

        return nets.Count == 0 ? null : EnergyResult.Sum(nets);
    }

    private static IReadOnlyList<UnitReport> Units(SessionRecorder recorder, EnergyResult energy)
    {
        Dictionary<string, double> counts = new(recorder.Counts, StringComparer.Ordinal);
        foreach ((string unit, double amount) in recorder.Phases.SelectMany(phase => phase.Counts))
        {
            counts[unit] = counts.GetValueOrDefault(unit) + amount;
        }

        return Units(counts, energy);
    }

    public static IReadOnlyList<UnitReport> Units(IReadOnlyDictionary<string, double> counts, EnergyResult energy) =>
    [
        .. counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => new UnitReport(
            count.Key, count.Value, count.Value > 0 ? energy.Per(count.Value) : EnergyResult.Unknown("nothing was counted"))),
    ];

    private QualityReport Quality() => new()
    {
        Samples = recorder.Quality.Samples,
        FailedReads = recorder.Quality.FailedReads + recorder.Tracks.Sum(track => track.Garbled),
        MissedTicks = facts.MissedTicks,
        Gaps = recorder.Quality.Gaps,
        CounterResets = recorder.Tracks.Sum(track => track.Lost.Resets),
        CounterWraps = recorder.Tracks.Sum(track => track.Wraps),
        ImpossibleDeltas = recorder.Tracks.Sum(track => track.Lost.Jumps + track.Garbled),
        Suspended = TimeSpan.FromSeconds(recorder.Quality.Suspended),
        GarbageCollectionPauses = facts.GarbageCollectionPauses,
        Events = recorder.Quality.Events(),
    };

    private OverheadReport Overhead() => new()
    {
        SamplerCpuTime = facts.SamplerCpuTime,
        PercentOfOneCore = facts.SamplerCpuTime is { } cpu && Seconds > 0 ? cpu.TotalSeconds / Seconds * 100 : null,
        ReadTime = TimeSpan.FromSeconds(recorder.Sources.Sum(source => source.ReadSeconds)),
        Reads = recorder.Sources.Sum(source => source.Reads),
        StartTime = facts.StartTime,
        StopTime = facts.StopTime,
        HistoryBytes = recorder.Sources.Sum(source => source.History.Bytes),
        SharedBySessions = facts.MostSessions,
    };
}
