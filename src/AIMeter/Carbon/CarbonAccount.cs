namespace AIMetering.Carbon;

/// <summary>Prices a run at once from what is known, and anew as providers come to know the time of the run.</summary>
/// <remarks>The first price needs no network and no wait. A curve of more than 10,000 knots is kept at every five minutes, so an
/// account is small however long the run was. All members may be called from any thread.</remarks>
public sealed class CarbonAccount
{
    private const int MostKnots = 10_000;
    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250); // to read a cache when the time is up
    private static readonly CarbonSignal[] Signals = [CarbonSignal.Average, CarbonSignal.MarginalOperating];

    private readonly CarbonSettings _settings;
    private readonly EnergyTimeline? _energy;
    private readonly TimeProvider _time;
    private readonly IntensityMemory _memory;
    private readonly RunWork _work;
    private readonly Lock _gate = new();
    private CarbonBook _book;

    /// <summary>Opens an account and prices the run from the embedded tables.</summary>
    /// <param name="settings">The region and whom to ask.</param>
    /// <param name="energy">The computer energy over time; null when none was measured.</param>
    /// <param name="time">The clock of the waits; null is the system's.</param>
    public CarbonAccount(CarbonSettings settings, EnergyTimeline? energy, TimeProvider? time = null)
        : this(settings, energy, time, new IntensityMemory(), new RunWork(energy?.Duration ?? TimeSpan.Zero, []))
    {
    }

    /// <summary>Opens an account that knows already what providers said when the run began, and what the run made.</summary>
    internal CarbonAccount(CarbonSettings settings, EnergyTimeline? energy, TimeProvider? time, IntensityMemory memory, RunWork work)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _energy = energy?.Count > MostKnots ? energy.Compact(Bucket) : energy;
        _time = time ?? TimeProvider.System;
        _memory = memory;
        _work = work;
        _book = Write(FirstLine(CarbonSignal.Average), FirstLine(CarbonSignal.MarginalOperating), 0);
    }

    /// <summary>Gets the site overhead the user set; null when none was set.</summary>
    internal PowerUsageEffectiveness? AskedPue => _settings.Pue;

    /// <summary>Gets the best statement so far.</summary>
    public CarbonStatement Current => Volatile.Read(ref _book).Statement;

    private bool HasSomebodyToAsk => _settings.Providers.Count > 0 && _settings.Region is not null && _energy is not null;

    private DateTimeOffset End => _energy!.End > _energy.Start ? _energy.End : _energy.Start.AddTicks(1);

    /// <summary>Asks the providers for the time from now on, so that their forecasts are in their caches should they fail
    /// later.</summary>
    /// <param name="settings">The region and whom to ask.</param>
    /// <param name="now">The beginning of the run.</param>
    /// <param name="horizon">How far ahead to ask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>Meant to run in the background of a beginning session; faults of providers end in nothing.</remarks>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task WarmUpAsync(
        CarbonSettings settings, DateTimeOffset now, TimeSpan horizon, CancellationToken cancellationToken = default) =>
        WarmUpAsync(settings, new IntensityMemory(), now, horizon, cancellationToken);

    /// <summary>As the public one, and keeps what is said for the account of the run.</summary>
    internal static Task WarmUpAsync(
        CarbonSettings settings, IntensityMemory memory, DateTimeOffset now, TimeSpan horizon, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Providers.Count == 0 || settings.Region is not { } region ? Task.CompletedTask : Task.WhenAll(Signals
            .Where(signal => settings.Override(signal) is null)
            .Select(signal => WarmUpAsync(
                settings.Providers, memory, new IntensityRequest(region, signal, now, now + horizon), cancellationToken)));
    }

    /// <summary>Prices a part of the run, such as a phase or a device, by the intensities the whole is priced by.</summary>
    /// <param name="signal">The average, the operating margin or the contracts; the combined margin is unknown.</param>
    /// <param name="part">The part's computer energy over time; null when none was measured.</param>
    public CarbonResult PricePart(CarbonSignal signal, EnergyTimeline? part)
    {
        if (signal == CarbonSignal.MarginalCombined)
        {
            return CarbonResult.Unknown(signal, "runs are priced by the operating margin and not by the combined one: ask for MarginalOperating", part?.Total);
        }

        CarbonBook book = Volatile.Read(ref _book);
        IntensitySeries series =
            signal == CarbonSignal.MarketBased ? IntensityAssembly.Offline(_settings, signal) : book.Of(signal).Series;
        return CarbonPricing.Price(part, series, _settings.EffectivePue) with { Revision = book.Statement.Revision };
    }

    /// <summary>Asks the providers for what is not settled yet of the time of the run and prices it anew. A failing provider costs
    /// its values and is named in the notes; one that throttles can hold the answer up for minutes.</summary>
    /// <returns>The new statement; the old figures where the providers know less than before, or where there is nobody to
    /// ask.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; what had been answered before stays in
    /// <see cref="Current"/>.</exception>
    public async Task<CarbonStatement> SettleAsync(CancellationToken cancellationToken = default)
    {
        await SettleAllAsync(new CarbonSettlement(), cancellationToken).ConfigureAwait(false);
        return Current;
    }

    /// <summary>Settles, but waits no longer than a bound; what comes later can be had with <see cref="SettleAsync"/>.</summary>
    /// <param name="bound">The longest wait.</param>
    /// <returns>The new statement, with all that was answered within the bound. Never throws for a provider's sake.</returns>
    public CarbonStatement SettleWithin(TimeSpan bound)
    {
        if (!HasSomebodyToAsk || bound <= TimeSpan.Zero)
        {
            return Current;
        }

        // On the pool, without the caller's context: a blocked UI or test thread cannot hold up the answer it waits for.
        // The providers are stopped a little early: what is left is for those that then answer from their caches.
        CarbonSettlement settlement = new();
        var limit = new CancellationTokenSource(bound - (bound / 10 < Grace ? bound / 10 : Grace), _time);
        Task settling = Task.Run(() => SettleAllAsync(settlement, limit.Token));
        _ = settling.ContinueWith(task =>
        {
            _ = task.Exception;
            limit.Dispose();
        }, TaskScheduler.Default);
        try
        {
            settling.WaitAsync(bound, _time).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // What came within the bound is in the book already.
        }

        Close(settlement);
        return Current;
    }

    /// <summary>Energy and grams of some spans of the run, by the average the whole is priced by.</summary>
    internal SpanCarbon Over(EnergyTimeline energy, IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans) =>
        CarbonPricing.Over(energy, Volatile.Read(ref _book).Average.Series, _settings.EffectivePue, spans);

    private static async Task WarmUpAsync(
        IReadOnlyList<ICarbonIntensityProvider> providers, IntensityMemory memory, IntensityRequest request, CancellationToken cancellationToken)
    {
        await foreach (ProviderReply reply in IntensityAssembly.AskAsync(providers, request, [], cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested(); // what comes after the end is nobody's
            memory.Learn(request.Signal, reply.Points, providers);
        }
    }

    private async Task SettleAllAsync(CarbonSettlement settlement, CancellationToken cancellationToken)
    {
        if (!HasSomebodyToAsk)
        {
            return;
        }

        // On the pool: a provider that blocks holds up neither the caller nor the other signal.
        Task all = Task.WhenAll(Signals.Where(signal => _settings.Override(signal) is null)
            .Select(signal => Task.Run(() => SettleOneAsync(signal, settlement, cancellationToken), cancellationToken)));
        using CancellationTokenSource end = new();
        using CancellationTokenRegistration stop = cancellationToken.Register(() => end.CancelAfter(Grace));
        try
        {
            await all.WaitAsync(end.Token).ConfigureAwait(false);
        }
        finally
        {
            Close(settlement);
        }
    }

    private async Task SettleOneAsync(CarbonSignal signal, CarbonSettlement settlement, CancellationToken cancellationToken)
    {
        var request = new IntensityRequest(_settings.Region!, signal, _energy!.Start, End);
        IntensityPoint[] settled = [.. _memory.Of(signal).Where(CarbonClosing.IsSettled)];
        await foreach (ProviderReply reply in
            IntensityAssembly.AskAsync(_settings.Providers, request, settled, cancellationToken).ConfigureAwait(false))
        {
            // An answer to a call that was cut short is no whole one.
            Adopt(signal, reply with { IsComplete = reply.IsComplete && !cancellationToken.IsCancellationRequested }, settlement);
        }
    }

    // An answer counts from the moment it comes: what a later one costs in time cannot take it back.
    private void Adopt(CarbonSignal signal, ProviderReply reply, CarbonSettlement settlement)
    {
        lock (_gate)
        {
            if (settlement.IsClosed)
            {
                return;
            }

            if (reply.Points.Count > 0)
            {
                settlement.Revision ??= _book.Statement.Revision + 1; // a refusal alone prices nothing anew
            }

            CarbonLine line = Renewed(_book.Of(signal), reply);
            (CarbonLine average, CarbonLine marginal) = signal == CarbonSignal.Average ? (line, _book.Marginal) : (_book.Average, line);
            Volatile.Write(ref _book, Write(average, marginal, Math.Max(settlement.Revision ?? 0, _book.Statement.Revision)));
        }
    }

    // Nothing changes after the caller has gone on with what there was.
    private void Close(CarbonSettlement settlement)
    {
        lock (_gate)
        {
            settlement.IsClosed = true;
        }
    }

    // A provider that has gone silent takes nothing back: of two results the better one stays.
    private CarbonLine Renewed(CarbonLine old, ProviderReply reply)
    {
        CarbonSignal signal = old.Series.Signal;
        IntensitySeries series = IntensityAssembly.With(
            _settings, signal, _memory.Learn(signal, reply.Points, _settings.Providers), _energy!.Start, End, reply);
        CarbonResult fresh = Price(series);
        CarbonLine better = fresh.IsNoWorseThan(old.Result) ? old with { Series = series, Result = fresh } : old.Remember(series);
        return reply.IsComplete ? better with { AskedAt = _time.GetUtcNow(), IsServed = reply.IsServed } : better;
    }

    private CarbonLine FirstLine(CarbonSignal signal)
    {
        bool isOwn = _energy is null || _settings.Region is null || _settings.Override(signal) is not null;
        IntensitySeries series = isOwn
            ? IntensityAssembly.Offline(_settings, signal)
            : IntensityAssembly.With(_settings, signal, _memory.Of(signal), _energy!.Start, End);
        return new CarbonLine(series, Price(series));
    }

    private CarbonBook Write(CarbonLine average, CarbonLine marginal, int revision) => new(average, marginal, _work.Complete(
        new CarbonStatement
        {
            Average = average.Result with { Revision = revision },
            Marginal = marginal.Result with { Revision = revision },
            MarketBased = _settings.MarketBased is null
                ? null
                : Price(IntensityAssembly.Offline(_settings, CarbonSignal.MarketBased)) with { Revision = revision },
            Region = _settings.Region,
            Revision = revision,
            IsProvisional = IsOpen(average) || IsOpen(marginal),
        },
        _settings,
        _energy));

    private CarbonResult Price(IntensitySeries series) => CarbonPricing.Price(_energy, series, _settings.EffectivePue);

    // Open until the providers were asked after the last value of the run has settled, or all have said that they have none.
    private bool IsOpen(CarbonLine line) => HasSomebodyToAsk && line.IsServed && _settings.Override(line.Series.Signal) is null
        && !(line.AskedAt - End >= CarbonClosing.SettlesAfter(line.Series.Signal));
}
