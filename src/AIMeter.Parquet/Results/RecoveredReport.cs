using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>Makes the report of a run that was killed: its readings are played through the accounting of a session.</summary>
internal sealed class RecoveredReport
{
    // 16 bytes each while the report is made. Two hours of 8 GPUs at 10 Hz with 30 metrics are less.
    private const long MostReadings = 20_000_000;

    // Where a part does not tell how far its rows' times are off: the width of a row, in sampling intervals.
    private const double WidestRow = 0.9;

    private readonly RunManifest _manifest;
    private readonly RecordedRun _recorded;
    private readonly Dictionary<int, Channel> _channels = [];
    private readonly int _every;

    private RecoveredReport(RunManifest manifest)
    {
        _manifest = manifest;
        _every = (int)Math.Max(1, Math.Ceiling((double)manifest.Parts.Sum(part => part.Readings) / MostReadings));
        Channel[] channels = RecordedChannels.Of(manifest);
        for (int index = 0; index < channels.Length; index++)
        {
            _channels[manifest.Channels[index].Index] = channels[index];
        }

        TimeSpan interval = TimeSpan.FromSeconds(manifest.SamplingIntervalSeconds);
        _recorded = RecordedRun.Begin(Describe(manifest, interval, channels), new() { TimeDoubt = TimeDoubt(manifest, interval) });
    }

    /// <summary>The report up to the last reading.</summary>
    /// <exception cref="InvalidDataException">A part is missing or damaged, or the manifest does not tell what the readings are.</exception>
    public static MeterReport Make(RunFolder run, RunManifest manifest)
    {
        try
        {
            return new RecoveredReport(manifest).Report(run);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException) // what the accounting refuses
        {
            throw new InvalidDataException($"The readings of '{run.Path}' make no report: {error.Message}", error);
        }
    }

    private MeterReport Report(RunFolder run)
    {
        SampleReader.Read(run, _manifest, channel => new Played(_recorded, _channels[channel.Index], channel.AccountsEnergy ? 1 : _every));
        PhaseRun[] phases = PhaseReader.Read(run, _manifest);
        _recorded.Add(new RunProgress { Phases = phases, Counts = _manifest.Counts, Idle = [.. _manifest.Idle.Select(idle => idle.Times)] });
        double last = _manifest.Parts.Max(part => part.ToSeconds) ?? 0;
        TimeSpan duration = phases.Select(phase => phase.End ?? phase.Start).Append(TimeSpan.FromSeconds(Math.Max(0, last))).Max();
        foreach (string lost in _manifest.Recovery?.Lost ?? [])
        {
            _recorded.Note(duration, "journal", lost);
        }

        Remark(last);
        RemarkOpen(phases);
        return _recorded.ToReport(duration);
    }

    private void Remark(double last)
    {
        _recorded.Remark(_manifest.Parts.Length == 0
            ? "The run was cut off: its process ended before the session was stopped, and no reading is left."
            : FormattableString.Invariant(
                $"The run was cut off: its process ended before the session was stopped. The report is made of what was written until then; the last reading came {last:F3} s after the start, at {_manifest.StartedAt.UtcDateTime.AddSeconds(last):yyyy-MM-dd HH:mm:ss.fff} UTC."));
        _recorded.Remark(
            "Failed reads, what the session itself cost and, of the settings of carbon, its providers, the making of devices, water and prices are not written "
            + "while a run is measured: they are not known of one that was cut off.");
        if (_every > 1)
        {
            _recorded.Remark(FormattableString.Invariant(
                $"Of the series that are not energy, each {_every}th reading was taken for this report, or it would not fit into memory; the Parquet files hold all."));
        }
    }

    private void RemarkOpen(PhaseRun[] phases)
    {
        string[] open = [.. phases.Where(phase => phase.End is null).Select(phase => phase.Path).Distinct(StringComparer.Ordinal)];
        if (open.Length > 0)
        {
            _recorded.Remark($"Phases that were open when the run was cut off count up to its end and are marked as not finished: {string.Join(", ", open)}.");
        }
    }

    private static RunDescription Describe(RunManifest manifest, TimeSpan interval, Channel[] channels)
    {
        Dictionary<string, Device> devices = RecordedChannels.Devices(manifest);
        return new(manifest.Name, manifest.RunId, manifest.StartedAt, interval, channels)
        {
            ChannelSources = manifest.Sources.Length == 0 ? [] : [.. manifest.Channels.Select(channel => channel.Source ?? "recording")],
            Sources = [.. manifest.Sources.Select(source => source.Status(devices))],
            Machine = Machine(manifest.Machine),
            Carbon = manifest.Carbon?.Settings(),
        };
    }

    private static TimeSpan TimeDoubt(RunManifest manifest, TimeSpan interval) => manifest.Parts
        .Select(part => part.TimeDoubtSeconds is { } doubt ? TimeSpan.FromSeconds(doubt) : WidestRow * interval)
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    private static MachineDescription? Machine(RunMachine? machine) => machine is null ? null : new()
    {
        OperatingSystem = machine.OperatingSystem,
        Architecture = machine.Architecture,
        Runtime = machine.Runtime,
        LogicalCpus = machine.LogicalCpus,
        AIMeterVersion = machine.AimeterVersion,
        Kernel = machine.Kernel,
        Cpu = machine.Cpu,
        MemoryBytes = machine.MemoryBytes,
        Container = machine.Container,
    };

    /// <summary>Hands the samples of one series on, or each so many-th of them.</summary>
    private sealed class Played(RecordedRun recorded, Channel channel, int every) : ISampleTaker
    {
        private int _skip;

        public void Add(long nanoseconds, double value)
        {
            if (_skip == 0)
            {
                recorded.Add(channel, TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick), value);
            }

            _skip = (_skip + 1) % every;
        }
    }
}
