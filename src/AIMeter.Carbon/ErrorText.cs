using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>What a service says about its refusal, cut short.</summary>
internal static class ErrorText
{
    private const int Longest = 200;

    /// <summary>Whether a body is a page for people, which the services themselves never send.</summary>
    public static bool IsPage(string body) => body.AsSpan().TrimStart().StartsWith("<");

    /// <summary>The text under "error", "message" or "detail" (also one level down), else the plain body; nothing for a page of
    /// HTML.</summary>
    /// <param name="body">What the service answered.</param>
    /// <param name="redact">Takes secrets out; before the text is cut, so that none is left in part.</param>
    public static string Of(string body, Func<string, string>? redact = null)
    {
        string text = body.Trim();
        if (IsPage(text))
        {
            return "";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            text = Find(document.RootElement) ?? text;
        }
        catch (JsonException)
        {
            // Then it is plain text.
        }

        text = (redact?.Invoke(text) ?? text).ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private static string? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (string name in (string[])["error", "message", "detail"])
        {
            if (element.TryGetProperty(name, out JsonElement found)
                && (found.ValueKind == JsonValueKind.String ? found.GetString() : Find(found)) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }
}
