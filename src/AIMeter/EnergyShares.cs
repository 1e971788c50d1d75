using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering;

/// <summary>Shares a session's energy among pieces of work that overlap, such as the requests of a service.</summary>
/// <remarks>
/// <para>
/// The rule: every joule between two arrivals or departures is split among those that are active; energy while none is active is
/// nobody's. The split is even, unless all that are active count their work (<see cref="ShareScope.CountWork"/>), all of it in that
/// time is known and there was any: then it is by the units counted. So the shares and <see cref="Unattributed"/> add up to the energy of the session. It is a
/// rule, not a measurement: who drives a device hard and who waits for a disk pay the same, and what other programs use is shared out too.
/// </para>
/// <para>
/// No sensor is read for it: a share is what is known at the moment, and its bound says how well. It is settled when the sensors'
/// next samples after its end have come; asked again then, it is placed as well as those tell.
/// </para>
/// <para>
/// Make one for each kind of work. Those of different kinds (web requests, and the model calls inside them) look at the same joules from
/// two sides: do not add them. Every member may be called from any thread, and none throws because the session was stopped.
/// </para>
/// </remarks>
/// <example><code>
/// var shares = new EnergyShares(meter);
/// using ShareScope share = shares.Begin();      // in each of many tasks
/// await model.GenerateAsync(prompt);
/// Console.WriteLine(share.Energy);
/// </code></example>
public sealed class EnergyShares
{
    private readonly MeterSession _session;
    private readonly SessionRecorder _recorder;
    private readonly SharePool _pool;

    /// <summary>Shares out the energy of a session; until now, none was active in it.</summary>
    /// <param name="session">The session.</param>
    public EnergyShares(MeterSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        (_session, _recorder) = (session, session.Recorder);
        lock (_recorder.Gate)
        {
            _pool = new SharePool(_recorder.Tracks, _recorder.Start!);
        }
    }

    /// <summary>Gets how many are active.</summary>
    public int Active
    {
        get
        {
            lock (_recorder.Gate)
            {
                return _pool.Rule.Active;
            }
        }
    }

    /// <summary>Gets the energy shared out so far, to those that ended and those that are active, of all devices that count towards the total.</summary>
    public EnergyResult Attributed => Current.Attributed;

    /// <summary>Gets the session's energy so far while none was active, of all devices that count towards the total.</summary>
    public EnergyResult Unattributed => Current.Unattributed;

    /// <summary>Gets where the session's energy went so far, all of one moment; after the session's stop, up to that.</summary>
    public ShareStatement Current
    {
        get
        {
            lock (_recorder.Gate)
            {
                ShareWhole[] devices = _pool.Whole(_recorder.End, Now());
                return new ShareStatement
                {
                    Energy = Total(devices.Select(each => (each.Device, each.Used))),
                    Attributed = Total(devices.Select(each => (each.Device, each.Attributed))),
                    Unattributed = Total(devices.Select(each => (each.Device, each.Rest))),
                    Active = _pool.Rule.Active,
                    MostActive = _pool.Rule.MostActive,
                    IsSplitByWork = _pool.Rule.HasSplitByWork,
                };
            }
        }
    }

    /// <summary>Begins a piece of work; dispose it to end it.</summary>
    /// <param name="countsWork">Whether it counts its work with <see cref="ShareScope.CountWork"/>, from its begin on.</param>
    public ShareScope Begin(bool countsWork = false)
    {
        lock (_recorder.Gate)
        {
            return _recorder.End is { } end
                ? new ShareScope(this, null, SinceStart(end.Seconds))
                : Begin(_pool.Mark(Now()), countsWork);
        }
    }

    internal void NextStage(ShareAccount account, bool countsWork)
    {
        lock (_recorder.Gate)
        {
            if (_recorder.End is null && account.Stages[^1].Ended is null)
            {
                _pool.NextStage(account, _pool.Mark(Now()), countsWork);
            }
        }
    }

    internal void Count(ShareAccount account, double? units)
    {
        lock (_recorder.Gate)
        {
            if (_recorder.End is null && account.Stages[^1].Ended is null)
            {
                _pool.Rule.Count(account, units);
            }
        }
    }

    internal void End(ShareAccount account)
    {
        lock (_recorder.Gate)
        {
            if (account.Stages[^1].Ended is null)
            {
                _pool.End(account, _recorder.End ?? _pool.Mark(Now()));
            }
        }
    }

    /// <summary>Tells each device's part of a piece of work, up to now if it is under way.</summary>
    internal (Device Device, EnergyResult Energy)[] Devices(ShareAccount account)
    {
        lock (_recorder.Gate)
        {
            return _pool.Share(account.Stages[0], account.Stages[^1], _recorder.End, Now());
        }
    }

    /// <summary>Tells each device's part of a piece of work that began after the session was stopped.</summary>
    internal (Device Device, EnergyResult Energy)[] DevicesAfterTheStop() =>
        [.. _recorder.Tracks.Select(track => (track.Channel.Device, EnergyResult.Unknown("the session was stopped before this began", track.Source)))];

    /// <summary>Tells the stages of a piece of work, all at one moment.</summary>
    internal IReadOnlyList<ShareStage> Stages(ShareAccount account)
    {
        lock (_recorder.Gate)
        {
            double now = Now();
            return [.. account.Stages.Select(stage => new ShareStage(
                Total(_pool.Share(stage, stage, _recorder.End, now)),
                TimeSpan.FromSeconds((stage.Ended?.Seconds ?? now) - stage.Began.Seconds)))];
        }
    }

    internal TimeSpan Duration(ShareAccount account)
    {
        lock (_recorder.Gate)
        {
            return TimeSpan.FromSeconds((account.Stages[^1].Ended?.Seconds ?? Now()) - account.Stages[0].Began.Seconds);
        }
    }

    internal T Ask<T>(ShareAccount account, Func<ShareRule, ShareAccount, T> question)
    {
        lock (_recorder.Gate)
        {
            return question(_pool.Rule, account);
        }
    }

    internal EnergyResult Total(IEnumerable<(Device Device, EnergyResult Energy)> devices) => EnergyResult.Sum(
        [.. devices.Where(each => each.Device.InTotal).Select(each => (each.Device.Id, each.Energy)), .. _session.MissingParts]);

    private ShareScope Begin(Edge now, bool countsWork) => new(this, _pool.Begin(now, countsWork), SinceStart(now.Seconds));

    private double Now() => _recorder.End?.Seconds ?? _recorder.Now();

    private TimeSpan SinceStart(double seconds) => TimeSpan.FromSeconds(seconds - _recorder.Start!.Seconds);
}
