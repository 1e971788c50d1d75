using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>The account at WattTime: its token, its refusals, and the regions it has resolved.</summary>
internal sealed class WattTimeSession : IDisposable
{
    /// <summary>A token lives 30 minutes; it is renewed before.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(25);

    /// <summary>Log-ins are limited per five minutes: a token that was itself the answer to a 401 is renewed no sooner.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;
    private readonly Secret _userName;
    private readonly Secret _password;
    private readonly CarbonHttp _http;
    private readonly SemaphoreSlim _renewal = new(1);
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly RegionMemory _regions;
    private Token? _token;
    private string? _refusedLogIn;

    public WattTimeSession(CarbonHttp http, TimeProvider time, CacheFolder folder, Secret userName, Secret password)
    {
        _time = time;
        _userName = userName;
        _password = password;
        _regions = new RegionMemory(time, folder);
        _http = http;
    }

    public void Dispose()
    {
        _http.Dispose();
        _renewal.Dispose();
    }

    /// <summary>Gets a document. An old token is renewed, once for all who hold it, and the call made once more; a refusal is
    /// remembered under the scope and not asked for again.</summary>
    public async Task<JsonDocument> GetAsync(string scope, string query, CancellationToken cancellationToken)
    {
        if (_refusals.TryGetValue(scope, out string? refusal))
        {
            throw new ProviderFailureException(FailureKind.Forbidden, refusal);
        }

        try
        {
            return await CallWithTokenAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure.Kind == FailureKind.Forbidden && _refusedLogIn is null)
        {
            _refusals[scope] = failure.Message + " (not in the account's plan; every account may read CAISO_NORTH)";
            throw new ProviderFailureException(FailureKind.Forbidden, _refusals[scope]);
        }
    }

    /// <summary>WattTime's region of a place that has coordinates; regions differ by signal. Kept for a day, and longer when WattTime does not
    /// answer.</summary>
    public async Task<string> RegionOfAsync(GridRegion region, string signal, CancellationToken cancellationToken)
    {
        string query = $"v3/region-from-loc?latitude={Iso.Degrees(region.Latitude!.Value)}"
            + $"&longitude={Iso.Degrees(region.Longitude!.Value)}&signal_type={signal}";
        if (_regions.Recent(query) is { } recent)
        {
            return recent;
        }

        try
        {
            return await AskRegionAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (
            error is ProviderFailureException or OperationCanceledException && _regions.Ever(query) is not null)
        {
            return _regions.Ever(query)!;
        }
    }

    private async Task<string> AskRegionAsync(string query, CancellationToken cancellationToken)
    {
        using JsonDocument document = await GetAsync(query, query, cancellationToken).ConfigureAwait(false);
        string found = document.RootElement.Text("region")
            ?? throw new ProviderFailureException(FailureKind.Malformed, "the answer names no region");
        _regions.Remember(query, found);
        return found;
    }

    private async Task<JsonDocument> CallWithTokenAsync(string query, CancellationToken cancellationToken)
    {
        Token token = await TokenAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CallAsync(query, token, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure.Kind == FailureKind.Unauthorized && MayRenew(token))
        {
            token = await TokenAsync(token, cancellationToken).ConfigureAwait(false);
            return await CallAsync(query, token, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool MayRenew(Token token) => !token.IsRenewal || _time.GetElapsedTime(token.Since) >= RenewalPause;

    private Task<JsonDocument> CallAsync(string query, Token token, CancellationToken cancellationToken) => _http.GetAsync(
        query,
        request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value.Reveal()),
        cancellationToken);

    /// <summary>A token that is not the spent one; one renewal at a time, and all who wait share it.</summary>
    private async Task<Token> TokenAsync(Token? spent, CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isSpent = spent is not null && ReferenceEquals(_token, spent);
            if (_token is null || isSpent || _time.GetElapsedTime(_token.Since) >= TokenLife)
            {
                string token = await LogInAsync(cancellationToken).ConfigureAwait(false);
                _token = new Token(new Secret(token), _time.GetTimestamp(), isSpent);
            }

            return _token;
        }
        finally
        {
            _renewal.Release();
        }
    }

    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        if (_refusedLogIn is not null)
        {
            throw new ProviderFailureException(FailureKind.Forbidden, _refusedLogIn);
        }

        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_userName.Reveal()}:{_password.Reveal()}"));
        try
        {
            using JsonDocument document = await _http.GetAsync(
                "login",
                request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials),
                cancellationToken).ConfigureAwait(false);
            return document.RootElement.Text("token")
                ?? throw new ProviderFailureException(FailureKind.Malformed, "the log-in gave no token");
        }
        catch (ProviderFailureException failure) when (
            failure is { Kind: FailureKind.Unauthorized or FailureKind.Forbidden, IsPage: false })
        {
            // Remembered: nobody logs in again with the same wrong password.
            _refusedLogIn = $"the log-in was refused: check the user name and the password ({failure.Message})";
            throw new ProviderFailureException(FailureKind.Forbidden, _refusedLogIn);
        }
    }

    private sealed record Token(Secret Value, long Since, bool IsRenewal);
}
