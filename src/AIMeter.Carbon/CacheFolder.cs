using System.Security.Cryptography;
using System.Text;

namespace AIMetering.Carbon.Providers;

/// <summary>Where the values of one provider at one address are kept: what another address answers, such as a test's, is never
/// taken for the service's own.</summary>
internal sealed class CacheFolder(CarbonHttpOptions options, string provider, Uri address)
{
    private const int LongestName = 60; // with its hash well below the 255 letters of every file system

    /// <summary>Gets the folder; null when nothing is kept on disk.</summary>
    public string? Path { get; } = options.CacheDirectory is null ? null
        : System.IO.Path.Combine(options.CacheDirectory, provider, Name(address.Authority + address.AbsolutePath));

    /// <summary>The folder of one series; null when nothing is kept on disk.</summary>
    public string? Of(string key) => Path is null ? null : System.IO.Path.Combine(Path, Name(key));

    /// <summary>A name that no file system reads as a path, and a hash that keeps two keys apart that look alike in it.</summary>
    private static string Name(string key)
    {
        string plain = string.Concat(key.Take(LongestName).Select(Plain));
        return $"{plain}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 4))}";
    }

    private static char Plain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_';
}
