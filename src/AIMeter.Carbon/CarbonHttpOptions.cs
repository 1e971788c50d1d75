namespace AIMetering.Carbon.Providers;

/// <summary>How a provider is reached. The defaults fit the public services.</summary>
public sealed record CarbonHttpOptions
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    /// <summary>Gets the base address; null is the provider's own. Anything but loopback must be https, save where no credentials
    /// are sent (<see cref="CarbonAwareSdk"/>).</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>Gets how long one attempt may take.</summary>
    /// <value>From 100 ms to 1 h. The default is 5 s.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the folder of the disk cache; null keeps answers in memory only. What is cached is a provider's data under
    /// its terms: do not publish the folder.</summary>
    /// <value>The default is "AIMeter/carbon" in the user's local application data; null where the system names no such
    /// place.</value>
    public string? CacheDirectory { get; init; } = DefaultCacheDirectory;

    /// <summary>Gets the clock of waits, token lives and cache ages.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private static string? DefaultCacheDirectory
    {
        get
        {
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return local.Length == 0 ? null : Path.Combine(local, "AIMeter", "carbon");
        }
    }

    internal static Uri Check(CarbonHttpOptions options, string publicAddress, bool sendsCredentials = true)
    {
        if (options.AttemptTimeout < ShortestTimeout || options.AttemptTimeout > LongestTimeout)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.AttemptTimeout, "AttemptTimeout: an attempt may take from 100 ms to 1 h.");
        }

        Uri address = options.BaseAddress ?? new Uri(publicAddress);
        bool isHttp = address.IsAbsoluteUri && address.Scheme == Uri.UriSchemeHttp && (!sendsCredentials || address.IsLoopback);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !isHttp))
        {
            throw new ArgumentException(
                "BaseAddress: it is no absolute https address, and credentials are sent over https only.", nameof(options));
        }

        if (address.UserInfo.Length + address.Query.Length + address.Fragment.Length > 0)
        {
            throw new ArgumentException(
                "BaseAddress: give scheme, host and path only; credentials go where the provider asks for them.", nameof(options));
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
