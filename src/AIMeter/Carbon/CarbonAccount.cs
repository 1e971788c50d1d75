namespace AIMetering.Carbon;

/// <summary>Prices a run at once from the embedded tables, and anew as providers come to know the time of the run.</summary>
/// <remarks>The first price needs no network and no wait. The curve is kept at five-minute knots, so an account is small however
/// long the run was. All members may be called from any thread.</remarks>
public sealed class CarbonAccount
{
    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(5);

    private readonly CarbonSettings _settings;
    private readonly EnergyTimeline? _energy;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Book _book;

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
        _book = Write(
            IntensityAssembly.Offline(settings, CarbonSignal.Average),
            IntensityAssembly.Offline(settings, CarbonSignal.MarginalOperating),
            revision: 0);
    }

    /// <summary>Gets the site overhead the user set; null when none was set.</summary>
    internal PowerUsageEffectiveness? AskedPue => _settings.Pue;

    /// <summary>Gets the best statement so far.</summary>
    public CarbonStatement Current => Volatile.Read(ref _book).Statement;

    /// <summary>Asks the providers for the time from now on, so that their forecasts are in their caches should they fail
    /// later.</summary>
    /// <param name="settings">The region and whom to ask.</param>
    /// <param name="now">The beginning of the run.</param>
    /// <param name="horizon">How far ahead to ask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>Meant to run in the background of a beginning session; faults of providers end in nothing.</remarks>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task WarmUpAsync(
        CarbonSettings settings, DateTimeOffset now, TimeSpan horizon, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Providers.Count == 0 ? Task.CompletedTask : Task.WhenAll(
            IntensityAssembly.OnlineAsync(settings, CarbonSignal.Average, now, now + horizon, cancellationToken),
            IntensityAssembly.OnlineAsync(settings, CarbonSignal.MarginalOperating, now, now + horizon, cancellationToken));
    }

    /// <summary>Prices a part of the run, such as a phase or a device, by the intensities the whole is priced by.</summary>
    /// <param name="signal">The average or the marginal signal.</param>
    /// <param name="part">The part's computer energy over time; null when none was measured.</param>
    public CarbonResult PricePart(CarbonSignal signal, EnergyTimeline? part)
    {
        Book book = Volatile.Read(ref _book);
        IntensitySeries series = signal switch
        {
            CarbonSignal.Average => book.Average,
            CarbonSignal.MarketBased => IntensityAssembly.Offline(_settings, signal),
            _ => book.Marginal,
        };
        return CarbonPricing.Price(part, series, _settings.EffectivePue) with { Revision = book.Statement.Revision };
    }

    /// <summary>Asks the providers for the time of the run and prices it anew. A failing provider costs its values and is named
    /// in the notes; one that throttles can hold the answer up for minutes.</summary>
    /// <returns>The new statement; the old figures where the providers know less than before, or where there is nobody to
    /// ask.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; <see cref="Current"/> is untouched.</exception>
    public async Task<CarbonStatement> SettleAsync(CancellationToken cancellationToken = default)
    {
        if (_settings.Providers.Count == 0 || _energy is null)
        {
            return Current;
        }

        DateTimeOffset to = _energy.End > _energy.Start ? _energy.End : _energy.Start.AddTicks(1);
        Task<IntensitySeries> average =
            IntensityAssembly.OnlineAsync(_settings, CarbonSignal.Average, _energy.Start, to, cancellationToken);
        Task<IntensitySeries> marginal =
            IntensityAssembly.OnlineAsync(_settings, CarbonSignal.MarginalOperating, _energy.Start, to, cancellationToken);
        await Task.WhenAll(average, marginal).ConfigureAwait(false);
        return Adopt(await average.ConfigureAwait(false), await marginal.ConfigureAwait(false));
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

    private CarbonStatement Adopt(IntensitySeries average, IntensitySeries marginal)
    {
        lock (_gate)
        {
            int revision = _book.Statement.Revision + 1;
            Book fresh = Write(average, marginal, revision);
            Book kept = Write(
                Better(_book.Statement.Average, fresh.Statement.Average) ? average : Remember(_book.Average, average),
                Better(_book.Statement.Marginal, fresh.Statement.Marginal) ? marginal : Remember(_book.Marginal, marginal),
                revision);
            Volatile.Write(ref _book, kept);
            return kept.Statement;
        }
    }

    /// <summary>A provider that has gone silent takes nothing back: the series with more real energy in it stays.</summary>
    private static bool Better(CarbonResult old, CarbonResult fresh) => RealEnergy(fresh) >= RealEnergy(old);

    /// <summary>The old series with what was said since.</summary>
    private static IntensitySeries Remember(IntensitySeries old, IntensitySeries fresh) =>
        new(old.Signal, old.Points, old.Reason, old.Notes.Union(fresh.Notes)) { Dropped = old.Dropped };

    private static double RealEnergy(CarbonResult result) =>
        result.Shares.Where(share => share.Provenance.Kind.IsReal()).Sum(share => share.Energy.Joules);

    private Book Write(IntensitySeries average, IntensitySeries marginal, int revision)
    {
        CarbonResult first = Price(average, revision);
        CarbonResult second = Price(marginal, revision);
        return new Book(average, marginal, new CarbonStatement
        {
            Average = first,
            Marginal = second,
            MarketBased = _settings.MarketBased is null
                ? null
                : Price(IntensityAssembly.Offline(_settings, CarbonSignal.MarketBased), revision),
            Region = _settings.Region,
            Revision = revision,
            IsProvisional = IsProvisional(first) || IsProvisional(second),
        });
    }

    private CarbonResult Price(IntensitySeries series, int revision) =>
        CarbonPricing.Price(_energy, series, _settings.EffectivePue) with { Revision = revision };

    private bool IsProvisional(CarbonResult result) => _settings.Providers.Count > 0 && _energy is not null
        && result.Shares.Any(share => share.Provenance.Kind is not (IntensityKind.User or IntensityKind.Historical));

    /// <summary>A statement with the series it was written from, swapped as one.</summary>
    private sealed record Book(IntensitySeries Average, IntensitySeries Marginal, CarbonStatement Statement);
}
