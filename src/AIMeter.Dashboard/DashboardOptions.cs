using System.Globalization;
using System.Net;

namespace AIMetering.Live;

/// <summary>Where <see cref="DashboardExtensions.ServeDashboard"/> listens, and how much it keeps.</summary>
public sealed record DashboardOptions
{
    private const int MostFrames = 100_000;
    private const int MostClients = 1000;
    private const int ShortestToken = 16;

    private static readonly TimeSpan Quickest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slowest = TimeSpan.FromMinutes(1);

    /// <summary>Gets the address to listen on.</summary>
    /// <value>
    /// The default is loopback, which only this machine can reach; from elsewhere go through an SSH tunnel. Any other address sends page
    /// and token over the network in plain text, and needs <see cref="AllowedHosts"/>.
    /// </value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Gets the port.</summary>
    /// <value>0 to 65535. The default is 0: any free port, told by <see cref="LiveDashboard.Url"/>.</value>
    public int Port { get; init; }

    /// <summary>Gets the token that a browser must show.</summary>
    /// <value>Null, the default, makes a random one of 256 bits. Otherwise 16 characters or more: letters, digits, <c>-</c> and <c>_</c>.</value>
    public string? Token { get; init; }

    /// <summary>Gets the names by which browsers may call this server, such as <c>node17.lab:8080</c>.</summary>
    /// <value>With the port, as in the address bar. The address itself and, on loopback, <c>localhost</c> are always among them.</value>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Gets how often the page is renewed.</summary>
    /// <value>From 100 ms to 1 min. The default is 500 ms. It does not change how often sensors are read.</value>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets how many renewals are kept for browsers that come later.</summary>
    /// <value>From 10 to 100,000. The default is 1200, ten minutes at the default pace.</value>
    public int KeepFrames { get; init; } = 1200;

    /// <summary>Gets how many browsers may look at once; one more is told to come later.</summary>
    /// <value>From 1 to 1000. The default is 8.</value>
    public int MaxClients { get; init; } = 8;

    /// <summary>The options without the token, which opens the page to whoever reads it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Address}, port {Port}, every {RefreshEvery.TotalSeconds} s, {KeepFrames} frames kept, {MaxClients} clients at most, {(Token is null ? "random token" : "token given")}");

    internal void Validate()
    {
        Require(Address is not null, nameof(Address), Address, "Give an address, such as IPAddress.Loopback.");
        Require(Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort, nameof(Port), Port, "Give a port from 0 to 65535; 0 is any free one.");
        Require(Token is null || IsToken(Token), nameof(Token), "not shown", "Give 16 or more letters, digits, '-' and '_', or null for a random token.");
        Require(RefreshEvery >= Quickest && RefreshEvery <= Slowest, nameof(RefreshEvery), RefreshEvery, "Give a time from 100 ms to 1 min.");
        Require(KeepFrames is >= 10 and <= MostFrames, nameof(KeepFrames), KeepFrames, "Give a number from 10 to 100000.");
        Require(MaxClients is >= 1 and <= MostClients, nameof(MaxClients), MaxClients, "Give a number from 1 to 1000.");
        Require(
            IPAddress.IsLoopback(Address!) || AllowedHosts.Count > 0, nameof(AllowedHosts), "empty",
            $"On {Address}, which others can reach, name the hosts that browsers may call, such as 'node17.lab:8080'.");
    }

    private static bool IsToken(string token) =>
        token.Length >= ShortestToken && token.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_');

    private static void Require(bool holds, string option, object? value, string remedy)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"DashboardOptions.{option} is {value}. {remedy}"), option);
        }
    }
}
