namespace AIMetering.Carbon;

/// <summary>Prices a run at once from the embedded tables, and anew as providers come to know the time of the run.</summary>
/// <remarks>The first price needs no network and no wait. The curve is kept at five-minute knots, so an account is small however long
/// the run was. All members may be called from any thread.</remarks>
public sealed class CarbonAccount
{
    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(5);

    private readonly CarbonSettings _settings;
    private readonly EnergyTimeline? _energy;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private CarbonStatement _current;

    /// <summary>Opens an account and prices the run from the embedded tables.</summary>
    /// <param name="settings">The region and whom to ask.</param>
    /// <param name="energy">The computer energy over time; null when none was measured.</param>
    /// <param name="time">The clock of the waits; null is the system's.</param>
    public CarbonAccount(CarbonSettings settings, EnergyTimeline? energy, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _energy = energy?.Compact(Bucket);
        _time = time ?? TimeProvider.System;
        _current = State(signal => IntensityAssembly.Offline(settings, signal), revision: 0);
    }

    /// <summary>Gets the best statement so far.</summary>
    public CarbonStatement Current => Volatile.Read(ref _current);

    /// <summary>Asks the providers for the time of the run and prices it anew. A failing provider costs its values and is named in the notes.</summary>
    /// <returns>The new statement; the old one where the providers know less than before, or where there is nobody to ask.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; <see cref="Current"/> is untouched.</exception>
    public async Task<CarbonStatement> SettleAsync(CancellationToken cancellationToken = default)
    {
        if (_settings.Providers.Count == 0 || _energy is null)
        {
            return Current;
        }

        DateTimeOffset to = _energy.End > _energy.Start ? _energy.End : _energy.Start.AddTicks(1);
        Task<IntensitySeries> average = IntensityAssembly.OnlineAsync(_settings, CarbonSignal.Average, _energy.Start, to, cancellationToken);
        Task<IntensitySeries> marginal = IntensityAssembly.OnlineAsync(_settings, CarbonSignal.MarginalOperating, _energy.Start, to, cancellationToken);
        IntensitySeries[] series = await Task.WhenAll(average, marginal).ConfigureAwait(false);
        return Adopt(series);
    }

    /// <summary>Settles, but waits no longer than a bound; what comes later can be had with <see cref="SettleAsync"/>.</summary>
    /// <param name="bound">The longest wait.</param>
    /// <returns>The new statement, or the old one when the bound was reached. Never throws for a provider's sake.</returns>
    public CarbonStatement SettleWithin(TimeSpan bound)
    {
        if (_settings.Providers.Count == 0 || _energy is null || bound <= TimeSpan.Zero)
        {
            return Current;
        }

        // On the pool, without the caller's context: a blocked UI or test thread cannot hold up the answer it waits for.
        var limit = new CancellationTokenSource(bound, _time);
        Task<CarbonStatement> settling = Task.Run(() => SettleAsync(limit.Token));
        _ = settling.ContinueWith(task =>
        {
            _ = task.Exception;
            limit.Dispose();
        }, TaskScheduler.Default);
        try
        {
            return settling.WaitAsync(bound, _time).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return Current;
        }
    }

    private CarbonStatement Adopt(IntensitySeries[] series)
    {
        lock (_gate)
        {
            CarbonStatement old = _current;
            CarbonStatement fresh = State(
                signal => Array.Find(series, one => one.Signal == signal) ?? IntensityAssembly.Offline(_settings, signal), old.Revision + 1);
            fresh = fresh with { Average = Better(old.Average, fresh.Average), Marginal = Better(old.Marginal, fresh.Marginal) };
            Volatile.Write(ref _current, fresh with { IsProvisional = IsProvisional(fresh.Average) || IsProvisional(fresh.Marginal) });
            return _current;
        }
    }

    /// <summary>A provider that has gone silent takes nothing back: the price with more real energy in it stays.</summary>
    private static CarbonResult Better(CarbonResult old, CarbonResult fresh) => RealEnergy(fresh) >= RealEnergy(old)
        ? fresh
        : old with { Revision = fresh.Revision, Notes = [.. old.Notes.Union(fresh.Notes)] };

    private static double RealEnergy(CarbonResult result) =>
        result.Shares.Where(share => share.Provenance.Kind.IsReal()).Sum(share => share.Energy.Joules);

    private CarbonStatement State(Func<CarbonSignal, IntensitySeries> series, int revision)
    {
        CarbonResult average = Price(series(CarbonSignal.Average), revision);
        CarbonResult marginal = Price(series(CarbonSignal.MarginalOperating), revision);
        return new CarbonStatement
        {
            Average = average,
            Marginal = marginal,
            MarketBased = _settings.MarketBased is null ? null : Price(series(CarbonSignal.MarketBased), revision),
            Region = _settings.Region,
            Revision = revision,
            IsProvisional = IsProvisional(average) || IsProvisional(marginal),
        };
    }

    private CarbonResult Price(IntensitySeries series, int revision) =>
        CarbonPricing.Price(_energy, series, _settings.EffectivePue) with { Revision = revision };

    private bool IsProvisional(CarbonResult result) => _settings.Providers.Count > 0 && _energy is not null
        && result.Shares.Any(share => share.Provenance.Kind is not (IntensityKind.User or IntensityKind.Historical));
}
