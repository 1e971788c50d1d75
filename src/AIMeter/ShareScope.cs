using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering;

/// <summary>One piece of work among those that share a session's energy. Dispose it when the work is done, on any thread; twice does nothing.</summary>
public sealed class ShareScope : IDisposable
{
    private readonly EnergyShares _shares;
    private readonly ShareAccount? _account;

    // Without an account it began after the session's stop.
    internal ShareScope(EnergyShares shares, ShareAccount? account, TimeSpan start) => (_shares, _account, Start) = (shares, account, start);

    /// <summary>Gets the energy of this piece of work so far, of all devices that count towards the total; what it came to, once it has ended.</summary>
    /// <value>
    /// Its method is <see cref="MeasurementMethod.Attributed"/>; its bound is that of the share under the rule of <see cref="EnergyShares"/>.
    /// It may still change, as a rule within that bound, while <see cref="IsSettled"/> is false.
    /// </value>
    public EnergyResult Energy => _shares.Total(Devices);

    /// <summary>Gets the same for each device whose energy is accounted, those outside the total too.</summary>
    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices =>
        _account is null ? _shares.DevicesAfterTheStop() : _shares.Devices(_account);

    /// <summary>Gets the stages, in their order: one, unless <see cref="NextStage"/> was called. Their energies add up to <see cref="Energy"/>.</summary>
    public IReadOnlyList<ShareStage> Stages => _account is null ? [new ShareStage(Energy, TimeSpan.Zero)] : _shares.Stages(_account);

    /// <summary>Gets when the work began, since the session's start.</summary>
    public TimeSpan Start { get; }

    /// <summary>Gets how long the work has been active on the session's clock; time after the session's end does not count.</summary>
    public TimeSpan Duration => _account is null ? TimeSpan.Zero : _shares.Duration(_account);

    /// <summary>Gets how many were active at once, at most, while this was, itself counted; 0 when it began after the session's stop.</summary>
    public int MostActive => _account is null ? 0
        : _shares.Ask(_account, static (rule, account) => account.Stages[^1].Ended is null ? rule.MostWith(account) : account.MostActive);

    /// <summary>Gets whether any of its time was split by units of work, not evenly; the stretch under way does not count yet.</summary>
    public bool IsSplitByWork => _account is not null && _shares.Ask(_account, static (_, account) => account.IsSplitByWork);

    /// <summary>Gets whether it has ended.</summary>
    public bool HasEnded => _account is null || _shares.Ask(_account, static (_, account) => account.Stages[^1].Ended is not null);

    /// <summary>Gets whether its energy is final: it has ended, and the sensors' samples after its end have come, or the session's stop has.</summary>
    public bool IsSettled => _account is null || _shares.Ask(_account, static (_, account) => account.Stages[^1].Ended is { Waiting: 0 });

    /// <summary>Ends the present stage and begins the next, such as the writing of an answer after the reading of its prompt.</summary>
    /// <param name="countsWork">Whether the next stage counts its work with <see cref="CountWork"/>, from its begin on.</param>
    /// <remarks>After the end of the work, or of the session, this does nothing.</remarks>
    public void NextStage(bool countsWork = false)
    {
        if (_account is not null)
        {
            _shares.NextStage(_account, countsWork);
        }
    }

    /// <summary>Counts units of work that were done just now, the same for all that share, such as tokens.</summary>
    /// <param name="units">How many, 0 or more; null when that is not known, which splits the stretch of time under way evenly.</param>
    /// <remarks>Does nothing in a stage that does not count its work, and after the end of the work, or of the session.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, infinite or not a number.</exception>
    public void CountWork(double? units)
    {
        if (units is { } number && !(number >= 0 && double.IsFinite(number)))
        {
            throw new ArgumentOutOfRangeException(nameof(units), units, "CountWork takes how many units of work were done: a finite number, not negative, or null when it is not known.");
        }

        if (_account is not null)
        {
            _shares.Count(_account, units);
        }
    }

    /// <summary>Ends the piece of work: what comes now is shared by the others.</summary>
    public void Dispose()
    {
        if (_account is not null)
        {
            _shares.End(_account);
        }
    }
}
