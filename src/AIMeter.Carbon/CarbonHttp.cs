using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Http.Resilience;
using Polly.Timeout;

namespace AIMetering.Carbon.Providers;

/// <summary>Fetches JSON: three tries against faults, long waits against throttling, and failures in words without
/// credentials.</summary>
internal sealed class CarbonHttp : IDisposable
{
    private const long LargestAnswer = 16 * 1024 * 1024;

    private readonly HttpClient _client;
    private readonly Secret[] _secrets;
    private readonly RetryRules _retries;
    private readonly TimeSpan _attemptTimeout;

    public CarbonHttp(Uri address, CarbonHttpOptions options, params Secret[] secrets)
    {
        _secrets = secrets;
        _attemptTimeout = options.AttemptTimeout;
        _retries = new RetryRules(options.Time);

        // No redirects: an Authorization header must not follow one to another host.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var whole = new WholeAnswerHandler { InnerHandler = sockets };
        _client = new HttpClient(new ResilienceHandler(_retries.Pipeline(_attemptTimeout)) { InnerHandler = whole })
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
        if (_retries.Rest is { } rest)
        {
            throw new ProviderFailureException(FailureKind.Throttled,
                Text($"HTTP 429: the service asks to be left alone for {Math.Ceiling(rest.TotalSeconds):0} s more"));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pathAndQuery, UriKind.Relative));
        authorize?.Invoke(request);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await ReadAsync(response, cancellationToken).ConfigureAwait(false)
                : throw await RefusedAsync(request, response, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            throw new ProviderFailureException(FailureKind.Malformed, "the answer is not JSON");
        }
        catch (TimeoutRejectedException)
        {
            throw new ProviderFailureException(FailureKind.Faulty,
                Text($"no answer within {_attemptTimeout.TotalSeconds:0.#} s, {RetryRules.FaultRetries + 1} times"));
        }
        catch (HttpRequestException error)
        {
            throw new ProviderFailureException(
                FailureKind.Unreachable, $"{_client.BaseAddress!.Host} cannot be reached ({error.HttpRequestError})");
        }
    }

    /// <summary>What a service wrote into its answer, fit to be shown.</summary>
    public string Quote(string text) => ErrorText.Of(text, rest => Secret.Redact(rest, _secrets));

    /// <summary>From the bytes, which are UTF-8 in JSON: a charset that does not exist is no fault of the answer. No content is
    /// null.</summary>
    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return JsonDocument.Parse("null");
        }

        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProviderFailureException> RefusedAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _retries.Heed(response);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        string body = Encoding.UTF8.GetString(bytes);
        bool isPage = ErrorText.IsPage(body);
        FailureKind kind = Kind(response.StatusCode, isPage);
        IEnumerable<Secret> secrets =
            request.Headers.Authorization?.Parameter is { } sent ? _secrets.Append(new Secret(sent)) : _secrets;
        string said = isPage && response.StatusCode < HttpStatusCode.InternalServerError
            ? "a page instead of an answer, from a proxy, a firewall or the front of the service"
            : ErrorText.Of(body, text => Secret.Redact(text, secrets));
        string colon = said.Length > 0 ? ": " : "";
        return new ProviderFailureException(kind, Text($"HTTP {(int)response.StatusCode}{colon}{said}")) { IsPage = isPage };
    }

    private static FailureKind Kind(HttpStatusCode status, bool isPage) => status switch
    {
        HttpStatusCode.Unauthorized => FailureKind.Unauthorized,
        HttpStatusCode.Forbidden => isPage ? FailureKind.Blocked : FailureKind.Forbidden,
        HttpStatusCode.NotFound => FailureKind.NotFound,
        HttpStatusCode.TooManyRequests => FailureKind.Throttled,
        HttpStatusCode.NotImplemented => FailureKind.Rejected,
        >= HttpStatusCode.InternalServerError => FailureKind.Faulty,
        _ => FailureKind.Rejected,
    };

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
