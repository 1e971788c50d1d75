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

    private readonly TimeProvider _time;
    private readonly Secret _userName;
    private readonly Secret _password;
    private readonly CarbonHttp _http;
    private readonly SemaphoreSlim _renewal = new(1);
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly RegionMemory _regions;
    private Token? _token;
    private string? _refusedLogIn;

    public WattTimeSession(Uri address, CarbonHttpOptions options, Secret userName, Secret password)
    {
        _time = options.Time;
        _userName = userName;
        _password = password;
        _regions = new RegionMemory(options, "watttime");
        _http = new CarbonHttp(address, options, userName, password);
    }

    public void Dispose()
    {
        _http.Dispose();
        _renewal.Dispose();
    }

    /// <summary>Gets a document. An old token is renewed and the call made once more; a refusal is remembered under the scope and
    /// not asked for again.</summary>
    public async Task<JsonDocument> GetAsync(string scope, string query, CancellationToken cancellationToken)
    {
        if (_refusals.TryGetValue(scope, out string? refusal))
        {
            throw new ProviderFailureException(FailureKind.Forbidden, refusal);
        }

        Token token = await TokenAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CallAsync(query, token, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure.Kind == FailureKind.Unauthorized)
        {
            token = await TokenAsync(token, cancellationToken).ConfigureAwait(false);
            return await CallAsync(query, token, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure.Kind == FailureKind.Forbidden)
        {
            _refusals[scope] = failure.Message + " (not in the account's plan; every account may read CAISO_NORTH)";
            throw new ProviderFailureException(FailureKind.Forbidden, _refusals[scope]);
        }
    }

    /// <summary>WattTime's region of a place; regions differ by signal. Kept for a day.</summary>
    public async Task<string> RegionOfAsync(GridRegion region, string signal, CancellationToken cancellationToken)
    {
        if (region is not { Latitude: { } latitude, Longitude: { } longitude })
        {
            throw new ProviderFailureException(FailureKind.Rejected,
                $"'{region.Code}' has no coordinates to find WattTime's region by: "
                + "give latitude and longitude, a cloud region, or WattTime's own region code");
        }

        string query =
            $"v3/region-from-loc?latitude={Iso.Degrees(latitude)}&longitude={Iso.Degrees(longitude)}&signal_type={signal}";
        if (_regions.Recent(query) is { } recent)
        {
            return recent;
        }

        try
        {
            using JsonDocument document = await GetAsync(query, query, cancellationToken).ConfigureAwait(false);
            string found = document.RootElement.Text("region")
                ?? throw new ProviderFailureException(FailureKind.Malformed, "the answer names no region");
            _regions.Remember(query, found);
            return found;
        }
        catch (ProviderFailureException failure) when (failure.Kind != FailureKind.Forbidden && _regions.Ever(query) is not null)
        {
            return _regions.Ever(query)!;
        }
    }

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
            if (_token is null || ReferenceEquals(_token, spent) || _time.GetElapsedTime(_token.Since) >= TokenLife)
            {
                _token = await LogInAsync(cancellationToken).ConfigureAwait(false);
            }

            return _token;
        }
        finally
        {
            _renewal.Release();
        }
    }

    private async Task<Token> LogInAsync(CancellationToken cancellationToken)
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
            string token = document.RootElement.Text("token")
                ?? throw new ProviderFailureException(FailureKind.Malformed, "the log-in gave no token");
            return new Token(new Secret(token), _time.GetTimestamp());
        }
        catch (ProviderFailureException failure) when (failure.Kind is FailureKind.Unauthorized or FailureKind.Forbidden)
        {
            // Remembered: nobody logs in again with the same wrong password.
            _refusedLogIn = $"the log-in was refused: check the user name and the password ({failure.Message})";
            throw new ProviderFailureException(FailureKind.Forbidden, _refusedLogIn);
        }
    }

    private sealed record Token(Secret Value, long Since);
}
