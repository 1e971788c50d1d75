namespace AIMetering.Export;

/// <summary>The Parquet files that one part of a run becomes: its samples and the series of the program.</summary>
internal sealed class ReadingTables : IDisposable
{
    /// <summary>About 33 MB of journal and 7 MB of Parquet: long runs are split into parts of so many readings.</summary>
    public const long ReadingsPerPart = 3_000_000;

    private readonly int _number;
    private readonly SamplePart _samples;
    private readonly UserPart _user;
    private readonly List<RunChannel> _late = [];
    private long _readings, _unknown, _ticks = long.MinValue, _from = long.MaxValue, _to = long.MinValue;

    public ReadingTables(RunFolder run, int number, RunManifest manifest)
    {
        _number = number;
        Layout = new(manifest);
        _samples = new(Layout, run.Part(number));
        _user = new(Layout, run.User(number));
        Phases = new(Layout, run.Phases(number));
    }

    public SampleLayout Layout { get; }

    /// <summary>Gets the runs of phases.</summary>
    public PhasePart Phases { get; }

    /// <summary>Gets the series that began after the run did.</summary>
    public IReadOnlyList<RunChannel> Late => _late;

    /// <summary>Gets how many readings belong to series whose description was lost.</summary>
    public long Unknown => _unknown;

    public bool IsFull => _readings >= ReadingsPerPart;

    public RunPart Part => new(
        _number, _readings, _samples.Rows, _user.Rows, Seconds(_from), Seconds(_to), TimeSpan.FromTicks(_samples.TimeDoubt).TotalSeconds, Phases.Rows);

    public void Add(RunChannel channel)
    {
        Layout.Add(channel);
        _late.Add(channel);
    }

    public void Add(long channel, long ticks, double value)
    {
        ref readonly SampleLayout.Route route = ref Layout.Find(channel);
        if (!route.IsKnown)
        {
            _unknown++;
            return;
        }

        _readings++;
        if (ticks != _ticks)
        {
            (_ticks, _from, _to) = (ticks, Math.Min(_from, ticks), Math.Max(_to, ticks));
        }

        if (route.IsSample)
        {
            _samples.Add(route.Device, route.Column, ticks, value);
            if (route.AccountsEnergy)
            {
                _samples.NoteEnergy(ticks);
            }
        }
        else
        {
            _user.Add(route.Channel, ticks, value);
        }
    }

    /// <summary>Lets the files appear.</summary>
    public void Complete()
    {
        _samples.Complete();
        _user.Complete();
        Phases.Complete();
    }

    public void Dispose()
    {
        _samples.Dispose();
        _user.Dispose();
    }

    private double? Seconds(long ticks) => _readings == 0 ? null : TimeSpan.FromTicks(ticks).TotalSeconds;
}
