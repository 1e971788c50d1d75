using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Reports;

namespace AIMetering;

/// <summary>Shares a session's energy among pieces of work that overlap, such as the requests of a service.</summary>
/// <remarks>
/// <para>
/// The rule: every joule between two arrivals or departures is split evenly among those that are active; energy while none is active is
/// nobody's. So the shares and <see cref="Unattributed"/> add up to the energy of the session's devices since this was made. It is a rule,
/// not a measurement: who drives a device hard and who waits for a disk pay the same, and what other programs use is shared out too.
/// </para>
/// <para>
/// No sensor is read: a share is what is known at the moment, and its bound says how well. A joule belongs to those active when the
/// sensor shows it, or when the power it showed last promises it.
/// </para>
/// <para>
/// Make one for each kind of work. Those of different kinds (web requests, and the model calls inside them) look at the same joules from
/// two sides: do not add them. Every member may be called from any thread, and none throws after the session was stopped.
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
    private readonly TrackShares[] _tracks;
    private readonly ShareMark[] _begin;
    private double _now;
    private int _active;

    /// <summary>Shares out the energy of a session from now on.</summary>
    /// <param name="session">The session.</param>
    public EnergyShares(MeterSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        (_session, _recorder) = (session, session.Recorder);
        lock (_recorder.Gate)
        {
            _tracks = [.. _recorder.Tracks.Select(track => new TrackShares(track))];
            Advance();
            _begin = Marks();
        }
    }

    /// <summary>Gets how many are active.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Gets the energy shared out so far, to those that ended and those that are active, of all devices that count towards the total.</summary>
    public EnergyResult Attributed => Whole((track, begin) => track.AttributedSince(begin));

    /// <summary>Gets the energy so far while none was active, of all devices that count towards the total.</summary>
    public EnergyResult Unattributed => Whole((track, begin) => track.RestSince(begin));

    /// <summary>Begins a piece of work; dispose it to end it.</summary>
    public ShareScope Begin()
    {
        lock (_recorder.Gate)
        {
            bool isLate = _recorder.End is not null;
            Advance();
            Turn(+1);
            return new ShareScope(this, Marks(), _now, isLate);
        }
    }

    internal void End(ShareScope share)
    {
        lock (_recorder.Gate)
        {
            if (share.Ended is null)
            {
                Advance();
                share.Finish(_now, Devices(share));
                Turn(-1);
            }
        }
    }

    /// <summary>Tells what a piece of work has come to by now, or at its end.</summary>
    internal (double Seconds, IReadOnlyList<(Device Device, EnergyResult Energy)> Devices) Ask(ShareScope share)
    {
        lock (_recorder.Gate)
        {
            if (share.Ended is { } ended)
            {
                return (ended, share.Final);
            }

            Advance();
            return (_now, Devices(share));
        }
    }

    internal EnergyResult Total(IEnumerable<(Device Device, EnergyResult Energy)> devices) => EnergyResult.Sum(
        [.. devices.Where(each => each.Device.InTotal).Select(each => (each.Device.Id, each.Energy)), .. _session.MissingParts]);

    private EnergyResult Whole(Func<TrackShares, ShareMark, EnergyResult> part)
    {
        lock (_recorder.Gate)
        {
            Advance();
            return Total([.. _tracks.Select((track, index) => (track.Device, part(track, _begin[index])))]);
        }
    }

    private (Device Device, EnergyResult Energy)[] Devices(ShareScope share) => [.. _tracks.Select((track, index) => (track.Device,
        share.IsLate ? EnergyResult.Unknown("the session was stopped before this began") : track.ShareSince(share.Begin[index], _active)))];

    private void Advance()
    {
        _now = _recorder.End?.Seconds ?? _recorder.Now();
        for (int index = 0; index < _tracks.Length; index++)
        {
            _tracks[index].Advance(SnapshotBuilder.ValueOf(_recorder.End, index, _recorder.Tracks[index], _now), _active);
        }
    }

    private void Turn(int change)
    {
        foreach (TrackShares track in _tracks)
        {
            track.Turn(_active, _active + change);
        }

        _active += change;
    }

    private ShareMark[] Marks() => [.. _tracks.Select(track => track.Mark(_active))];
}
