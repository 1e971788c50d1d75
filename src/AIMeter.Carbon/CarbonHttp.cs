using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AIMetering.Carbon.Providers;

/// <summary>Fetches JSON: three tries against faults, long waits against throttling, and failures in words without
/// credentials.</summary>
internal sealed class CarbonHttp : IDisposable
{
    private const int FaultRetries = 2;
    private const int ThrottleRetries = 3;
    private const long LargestAnswer = 16 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client;
    private readonly Secret[] _secrets;
    private readonly TimeSpan _attemptTimeout;

    public CarbonHttp(Uri address, CarbonHttpOptions options, params Secret[] secrets)
    {
        _secrets = secrets;
        _attemptTimeout = options.AttemptTimeout;

        // No redirects: an Authorization header must not follow one to another host.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var whole = new WholeAnswerHandler { InnerHandler = sockets };
        _client = new HttpClient(new ResilienceHandler(Pipeline(options)) { InnerHandler = whole })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("AIMeter");
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Gets a JSON document.</summary>
    /// <exception cref="ProviderFailureException">It could not be had.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<JsonDocument> GetAsync(
        string pathAndQuery, Action<HttpRequestMessage>? authorize, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pathAndQuery, UriKind.Relative));
        authorize?.Invoke(request);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw Refused(request, response, body);
        }
        catch (JsonException)
        {
            throw new ProviderFailureException(FailureKind.Malformed, "the answer is not JSON");
        }
        catch (TimeoutRejectedException)
        {
            throw new ProviderFailureException(FailureKind.Unreachable,
                Text($"no answer within {_attemptTimeout.TotalSeconds:0.#} s, {FaultRetries + 1} times"));
        }
        catch (HttpRequestException error)
        {
            throw new ProviderFailureException(
                FailureKind.Unreachable, $"{_client.BaseAddress!.Host} cannot be reached ({error.HttpRequestError})");
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(CarbonHttpOptions options) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Time }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = ThrottleRetries,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    Delay(arguments.Outcome.Result, arguments.AttemptNumber)),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();

    private static bool ShouldRetry(RetryPredicateArguments<HttpResponseMessage> arguments) => arguments.Outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => arguments.AttemptNumber < FaultRetries,
        { Result.StatusCode: HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => arguments.AttemptNumber < FaultRetries,
        _ => false,
    };

    /// <summary>30, 60 and 120 s against throttling, or what the server asks for; 1 and 2 s against faults. Up to a quarter more
    /// at random, so that a fleet does not return as one.</summary>
    private static TimeSpan Delay(HttpResponseMessage? response, int attempt)
    {
        double first = response?.StatusCode == HttpStatusCode.TooManyRequests ? 30 : 1;
        TimeSpan wait = response?.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(first * Math.Pow(2, attempt));
        wait = wait < LongestWait ? wait : LongestWait;
#pragma warning disable CA5394 // Spreading retries needs no secure randomness.
        return wait * (1 + (Random.Shared.NextDouble() / 4));
#pragma warning restore CA5394
    }

    private ProviderFailureException Refused(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        FailureKind kind = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => FailureKind.Unauthorized,
            HttpStatusCode.Forbidden => FailureKind.Forbidden,
            HttpStatusCode.NotFound => FailureKind.NotFound,
            HttpStatusCode.TooManyRequests => FailureKind.Throttled,
            >= HttpStatusCode.InternalServerError => FailureKind.Unreachable,
            _ => FailureKind.Rejected,
        };
        IEnumerable<Secret> secrets =
            request.Headers.Authorization?.Parameter is { } sent ? _secrets.Append(new Secret(sent)) : _secrets;
        string redacted = ErrorText.Of(body, text => secrets.Aggregate(text, (rest, secret) => secret.Redact(rest)));
        string colon = redacted.Length > 0 ? ": " : "";
        return new ProviderFailureException(kind, Text($"HTTP {(int)response.StatusCode}{colon}{redacted}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the body inside the attempt, so that a server that drips its answer meets the time-out too.</summary>
    private sealed class WholeAnswerHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
