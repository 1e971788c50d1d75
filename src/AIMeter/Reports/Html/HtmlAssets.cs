using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AIMetering.Reports.Html;

/// <summary>The files the page is made of, read once, and the policy that lets a browser run these and nothing else.</summary>
internal static partial class HtmlAssets
{
    private static readonly Lazy<IReadOnlyList<(string Words, string? Slot)>> s_page = new(ReadPage);

    private static readonly Lazy<string> s_style = new(() => Read("uPlot.min.css") + "\n" + Read("report.css"));

    private static readonly Lazy<string> s_script = new(
        () => $"/*\n{Read("uPlot.LICENSE.txt")}*/\n{Read("uPlot.iife.min.js")}\n{Read("charts.js")}\n{Read("families.js")}\n{Read("report.js")}");

    private static readonly Lazy<string> s_policy = new(
        () => $"default-src 'none'; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'; img-src data:; base-uri 'none'; form-action 'none'");

    /// <summary>Gets the words of the page, each followed by the slot to fill behind it; the last has none.</summary>
    public static IReadOnlyList<(string Words, string? Slot)> Page => s_page.Value;

    public static string Style => s_style.Value;

    /// <summary>Gets the chart library with its licence, and our own scripts.</summary>
    public static string Script => s_script.Value;

    /// <summary>Gets the content security policy: the page's own style and script by their hashes, and no network at all.</summary>
    public static string Policy => s_policy.Value;

    private static IReadOnlyList<(string Words, string? Slot)> ReadPage()
    {
        string page = Read("page.html");
        List<(string, string?)> parts = [];
        int from = 0;
        foreach (Match slot in Slot().Matches(page))
        {
            parts.Add((page[from..slot.Index], slot.Groups[1].Value));
            from = slot.Index + slot.Length;
        }

        parts.Add((page[from..], null));
        return parts;
    }

    // A parser turns CR LF into LF before it hashes, so the hash is of the text with LF.
    private static string Read(string file)
    {
        using Stream stream = typeof(HtmlAssets).Assembly.GetManifestResourceStream($"AIMetering.Reports.Html.{file}")
            ?? throw new InvalidOperationException($"The assembly lacks its resource {file}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Slot();
}
