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
        _recorded = RecordedRun.Begin(
            new(manifest.Name, manifest.RunId, manifest.StartedAt, interval, channels),
            new() { Machine = Machine(manifest.Machine), TimeDoubt = TimeDoubt(manifest, interval) });
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
        double last = _manifest.Parts.Max(part => part.ToSeconds) ?? 0;
        TimeSpan duration = TimeSpan.FromSeconds(Math.Max(0, last));
        foreach (string lost in _manifest.Recovery?.Lost ?? [])
        {
            _recorded.Note(duration, "journal", lost);
        }

        Remark(last);
        return _recorded.ToReport(duration);
    }

    private void Remark(double last)
    {
        _recorded.Remark(_manifest.Parts.Length == 0
            ? "The run was cut off: its process ended before the session was stopped, and no reading is left."
            : FormattableString.Invariant(
                $"The run was cut off: its process ended before the session was stopped. The report ends with the last reading, {last:F3} s after the start, at {_manifest.StartedAt.UtcDateTime.AddSeconds(last):yyyy-MM-dd HH:mm:ss.fff} UTC."));
        _recorded.Remark(
            "A stream of readings does not hold phases and their counts, marked idle time, the names of the sources, failed reads, the settings of carbon, "
            + "or what the session itself cost: they are not known of a run that was cut off.");
        if (_every > 1)
        {
            _recorded.Remark(FormattableString.Invariant(
                $"Of the series that are not energy, each {_every}th reading was taken for this report, or it would not fit into memory; the Parquet files hold all."));
        }
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
