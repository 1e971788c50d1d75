using System.Diagnostics;

namespace AIMetering.Carbon.Providers;

/// <summary>A credential that does not show itself: not in a debugger, a log or a serialised object.</summary>
[DebuggerDisplay("***")]
internal sealed class Secret
{
    private readonly Func<string> _reveal;

    public Secret(string value) => _reveal = () => value;

    /// <summary>The value, for a request header and nothing else.</summary>
    public string Reveal() => _reveal();

    /// <summary>Takes the value out of a text.</summary>
    public string Redact(string text) =>
        _reveal() is { Length: > 0 } value ? text.Replace(value, "***", StringComparison.OrdinalIgnoreCase) : text;

    public override string ToString() => "***";
}
