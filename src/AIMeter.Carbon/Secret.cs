using System.Diagnostics;
using System.Text.Encodings.Web;

namespace AIMetering.Carbon.Providers;

/// <summary>A credential that does not show itself: not in a debugger, a log or a serialised object.</summary>
[DebuggerDisplay("***")]
internal sealed class Secret
{
    private readonly Func<string> _reveal;

    public Secret(string value) => _reveal = () => value;

    /// <summary>The value, for a request header and nothing else.</summary>
    public string Reveal() => _reveal();

    /// <summary>Takes secrets out of a text, in every form a service may echo them. The longest goes first: a user name that
    /// begins the password would leave the rest of it.</summary>
    public static string Redact(string text, IEnumerable<Secret> secrets) => secrets
        .SelectMany(secret => secret.Forms())
        .Where(form => form.Length > 0)
        .OrderByDescending(form => form.Length)
        .Aggregate(text, (rest, form) => rest.Replace(form, "***", StringComparison.OrdinalIgnoreCase));

    public override string ToString() => "***";

    /// <summary>As it is, and as it stands in JSON or in a query.</summary>
    private IEnumerable<string> Forms()
    {
        string value = _reveal();
        return
        [
            value,
            JavaScriptEncoder.Default.Encode(value),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
            Uri.EscapeDataString(value),
        ];
    }
}
