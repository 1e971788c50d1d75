namespace AIMetering.Carbon;

/// <summary>Asks the providers ahead while a session runs: should the network be gone at its stop, what they said holds as far as
/// their forecasts reach, and what came true since is there as well.</summary>
internal sealed class CarbonForecasts : IDisposable
{
    /// <summary>As far as every provider's forecast reaches.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(24);

    private readonly CarbonSettings _settings;
    private readonly IntensityMemory _memory;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private bool _isDisposed;

    private CarbonForecasts(CarbonSettings settings, IntensityMemory memory, TimeProvider time, DateTimeOffset startedAt, Action<Exception> failed)
    {
        _settings = settings;
        _memory = memory;
        _time = time;
        _failed = failed;
        _stopping = _stop.Token;
        Running = Task.Run(() => KeepAsync(startedAt));
    }

    /// <summary>Gets the work in the background; ends soon after <see cref="Dispose"/>, and never in a fault.</summary>
    public Task Running { get; }

    /// <summary>Begins in the background, holding no thread between the questions; null when there is nobody to ask.</summary>
    public static CarbonForecasts? Keep(
        CarbonSettings settings, IntensityMemory memory, TimeProvider time, DateTimeOffset startedAt, Action<Exception> failed) =>
        settings.Providers.Count == 0 || settings.Region is null ? null : new(settings, memory, time, startedAt, failed);

    /// <summary>Ends the questions without waiting.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        // On the pool: what a provider has hung on its token runs neither here nor into the caller.
        _ = _stop.CancelAsync().ContinueWith(task =>
        {
            _ = task.Exception;
            _stop.Dispose();
        }, TaskScheduler.Default);
    }

    private async Task KeepAsync(DateTimeOffset startedAt)
    {
        (DateTimeOffset from, DateTimeOffset now) = (startedAt, startedAt);
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                await AskAsync(from, now).ConfigureAwait(false);
                await Task.Delay(Horizon / 2, _time, _stopping).ConfigureAwait(false);
                (from, now) = (now, _time.GetUtcNow());
                from = IsAskable(from, now) ? from : now; // the wall clock may have been set: no question turned round, none of years
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private static bool IsAskable(DateTimeOffset from, DateTimeOffset now) => from <= now && now - from <= Horizon;

    private async Task AskAsync(DateTimeOffset from, DateTimeOffset now)
    {
        try
        {
            // A provider that heeds no token is left behind.
            await CarbonAccount.WarmUpAsync(_settings, _memory, from, now + Horizon - from, _stopping).WaitAsync(_stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!_stopping.IsCancellationRequested) // told by the report when it prices; here the next question follows all the same
        {
            _failed(error);
        }
    }
}
