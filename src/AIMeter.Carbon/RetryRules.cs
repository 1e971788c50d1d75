using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AIMetering.Carbon.Providers;

/// <summary>When a call is made again, and after how long.</summary>
internal sealed class RetryRules(TimeProvider time)
{
    /// <summary>How often a fault is tried again.</summary>
    public const int FaultRetries = 2;

    private const int ThrottleRetries = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(1);

    private Silence? _silence;

    public ResiliencePipeline<HttpResponseMessage> Pipeline(TimeSpan attemptTimeout) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = ThrottleRetries,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    Delay(arguments.Outcome.Result, arguments.AttemptNumber)),
            })
            .AddTimeout(attemptTimeout)
            .Build();

    /// <summary>How long the service still wants to be left alone; null when it may be asked.</summary>
    public TimeSpan? Rest => Volatile.Read(ref _silence) is { } silence
        && silence.For - time.GetElapsedTime(silence.Since) is var rest && rest > TimeSpan.Zero ? rest : null;

    /// <summary>Keeps in mind what a service that has throttled for good asks for.</summary>
    public void Heed(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests && Asked(response) is { } asked && asked > TimeSpan.Zero)
        {
            Volatile.Write(ref _silence, new Silence(time.GetTimestamp(), asked < LongestSilence ? asked : LongestSilence));
        }
    }

    private bool ShouldRetry(RetryPredicateArguments<HttpResponseMessage> arguments) => arguments.Outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => arguments.AttemptNumber < FaultRetries,
        { Result.StatusCode: HttpStatusCode.NotImplemented } => false,
        { Result: { } response } when Asked(response) > LongestWait => false,
        { Result.StatusCode: HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => arguments.AttemptNumber < FaultRetries,
        _ => false,
    };

    /// <summary>30, 60 and 120 s against throttling, or what the server asks for; 1 and 2 s against faults, and never less, also
    /// where the server asks for 0. Up to a quarter more at random, so that a fleet does not return as one.</summary>
    private TimeSpan Delay(HttpResponseMessage? response, int attempt)
    {
        TimeSpan least = TimeSpan.FromSeconds(Math.Pow(2, attempt));
        TimeSpan wait = Asked(response) ?? (response?.StatusCode == HttpStatusCode.TooManyRequests ? 30 * least : least);
        wait = wait > least ? wait : least;
#pragma warning disable CA5394 // Spreading retries needs no secure randomness.
        return wait * (1 + (Random.Shared.NextDouble() / 4));
#pragma warning restore CA5394
    }

    /// <summary>Retry-After, which is a number of seconds or a moment.</summary>
    private TimeSpan? Asked(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private sealed record Silence(long Since, TimeSpan For);
}
