using AIMetering.Sources;

namespace AIMetering.Sampling;

/// <summary>The sources of one environment, opened once and read once for all sessions of the process that use them.</summary>
/// <remarks>
/// Quick sources share one thread; each source that may block has a thread of its own, so that it delays nobody. One that can leave
/// a thread behind rides along with the quick ones for as long as it is quick itself.
/// </remarks>
internal sealed class SamplerHub
{
    private static readonly Lock Gate = new();
    private static readonly List<SamplerHub> Hubs = [];

    private readonly SourceEnvironment _environment;
    private readonly Dictionary<SourceRunner, SamplingLoop> _loops = [];
    private volatile SamplingLoop[] _loopsSeen = []; // for readers that take no lock
    private SamplingLoop? _common;
    private int _sessions;

    private SamplerHub(SourceEnvironment environment)
    {
        _environment = environment;
        Sources = SourceCatalog.Open(environment);
        Runners = [.. Sources.Where(source => source.Sampler is not null).Select(source => new SourceRunner(source.Sampler!, environment.Time))];
    }

    /// <summary>Gets every built-in source that was looked for.</summary>
    public IReadOnlyList<ProbedSource> Sources { get; }

    /// <summary>Gets the built-in sources that are read.</summary>
    public IReadOnlyList<SourceRunner> Runners { get; }

    /// <summary>Gets how many sessions use the hub.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Joins the hub of an environment, opening its sources when nobody has yet.</summary>
    public static SamplerHub Join(SourceEnvironment environment)
    {
        lock (Gate)
        {
            SamplerHub? hub = Hubs.Find(each => each._environment == environment);
            if (hub is null)
            {
                hub = new SamplerHub(environment);
                Hubs.Add(hub);
            }

            hub._sessions++;
            return hub;
        }
    }

    /// <summary>Leaves the hub; the last session out closes the sources and ends the threads.</summary>
    public void Leave()
    {
        lock (Gate)
        {
            if (--_sessions > 0)
            {
                return;
            }

            Hubs.Remove(this);
        }

        // Outside the lock: a loop that ends may be waiting for it.
        foreach (SamplingLoop loop in _loops.Values.Append(_common).OfType<SamplingLoop>().Distinct())
        {
            loop.Dispose();
        }

        foreach (SourceRunner runner in Runners)
        {
            runner.Dispose();
        }
    }

    /// <summary>Has a source read for a subscription from now on.</summary>
    public void Subscribe(SourceRunner runner, Subscription subscription)
    {
        lock (Gate)
        {
            runner.Add(subscription);
            if (!_loops.TryGetValue(runner, out SamplingLoop? loop))
            {
                runner.RidesAlong = !runner.IsShared && runner.Sampler is ILeaveBehind;
                loop = runner.IsShared || runner.RidesAlong ? _common ??= NewLoop("AIMeter") : NewLoop("AIMeter " + runner.Sampler.Name);
                _loops[runner] = loop;
                _loopsSeen = [.. _loops.Values.Distinct()];
                loop.Add(runner);
            }
            else
            {
                loop.Wake(); // its last session may just be leaving: the loop stays
            }
        }
    }

    /// <summary>Ends a subscription. A read under way may still call its consumer once.</summary>
    public void Unsubscribe(SourceRunner runner, Subscription subscription)
    {
        runner.Remove(subscription);
        SamplingLoop? ended = null;
        lock (Gate)
        {
            if (runner.IsUnused && _loops.Remove(runner, out SamplingLoop? loop))
            {
                loop.Remove(runner);
                ended = loop == _common ? null : loop;
                _loopsSeen = [.. _loops.Values.Distinct()];
            }
        }

        ended?.Dispose();
    }

    /// <summary>Lets the loops look at their deadlines anew: an edge waits for a read.</summary>
    public void Wake()
    {
        foreach (SamplingLoop loop in _loopsSeen)
        {
            loop.Wake();
        }
    }

    /// <summary>The CPU time of all sampling threads so far; null where the system does not tell.</summary>
    public TimeSpan? CpuTime()
    {
        TimeSpan? sum = null;
        foreach (SamplingLoop loop in _loopsSeen)
        {
            sum = loop.CpuTime is { } time ? (sum ?? TimeSpan.Zero) + time : sum;
        }

        return sum;
    }

    private SamplingLoop NewLoop(string name) => new(name, _environment.Time, Isolate);

    // Called on a thread of the loop: a source that proved slow gets a thread of its own.
    private void Isolate(SourceRunner runner)
    {
        lock (Gate)
        {
            if (_loops.TryGetValue(runner, out SamplingLoop? loop) && loop == _common)
            {
                runner.IsShared = runner.RidesAlong = false;
                loop.Remove(runner);
                SamplingLoop own = NewLoop("AIMeter " + runner.Sampler.Name);
                _loops[runner] = own;
                _loopsSeen = [.. _loops.Values.Distinct()];
                own.Add(runner);
            }
        }
    }
}
