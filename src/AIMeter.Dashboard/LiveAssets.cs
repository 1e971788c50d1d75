using System.Security.Cryptography;
using System.Text;

namespace AIMetering.Live;

/// <summary>The page, made once: it holds no word of a user, all of that comes as data.</summary>
internal static class LiveAssets
{
    private static readonly Lazy<string> s_style = new(() => $"{Read("uPlot.min.css")}\n{Read("report.css")}");

    private static readonly Lazy<string> s_script = new(
        () => $"/*\n{Read("uPlot.LICENSE.txt")}*/\n{Read("uPlot.iife.min.js")}\n{Read("charts.js")}\n{Read("families.js")}\n{Read("live.js")}");

    private static readonly Lazy<string> s_page = new(() => Read("live.html")
        .Replace("{{style}}", s_style.Value, StringComparison.Ordinal).Replace("{{script}}", s_script.Value, StringComparison.Ordinal));

    public static string Page => s_page.Value;

    /// <summary>Gets the content security policy: the page's own script and style by their hashes, and events from its own server.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src '{Hash(s_script.Value)}'; style-src '{Hash(s_style.Value)}'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Read(string file)
    {
        using Stream stream = typeof(LiveAssets).Assembly.GetManifestResourceStream($"AIMetering.Live.{file}")
            ?? throw new InvalidOperationException($"The assembly lacks its resource {file}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
