using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AIMetering.Live;

/// <summary>Who may enter: those that call this server by its own name and show its token.</summary>
internal sealed class Gatekeeper
{
    private const int TokenBytes = 32;
    private const string Scheme = "http://";

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[] _hash;
    private readonly string _cookie;

    public Gatekeeper(DashboardOptions options, IPEndPoint place)
    {
        Token = options.Token ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        _hash = Hash(Token);
        // Cookies are not told apart by port, so the name does that.
        _cookie = string.Create(CultureInfo.InvariantCulture, $"aimeter-{place.Port}");
        _hosts.UnionWith(options.AllowedHosts);
        _hosts.Add(place.ToString());
        if (IPAddress.IsLoopback(place.Address))
        {
            _hosts.Add(string.Create(CultureInfo.InvariantCulture, $"localhost:{place.Port}"));
        }
    }

    public string Token { get; }

    public string SetCookie => $"{_cookie}={Token}; Path=/; HttpOnly; SameSite=Strict";

    /// <summary>Whether the browser meant this server. A page that had its own name resolve to this address (DNS rebinding) did not.</summary>
    public bool IsAddressed(HttpRequest request) => _hosts.Contains(request.Host.Value ?? "");

    /// <summary>Whether no foreign page asks: browsers name the page that does.</summary>
    public bool IsOwn(HttpRequest request) =>
        request.Headers.Origin.ToString() is var origin
        && (origin.Length == 0 || (origin.StartsWith(Scheme, StringComparison.Ordinal) && _hosts.Contains(origin[Scheme.Length..])));

    public bool MayEnter(HttpRequest request) => Knows(request.Cookies[_cookie]) || Knows(Bearer(request));

    /// <summary>Whether a token is the right one, in a time that does not tell how much of it is.</summary>
    public bool Knows(string? token) => token is not null && CryptographicOperations.FixedTimeEquals(Hash(token), _hash);

    private static string? Bearer(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
