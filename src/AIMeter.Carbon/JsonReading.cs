using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Reads members that may be missing, null or of another kind; null then.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member)
            && member.ValueKind != JsonValueKind.Null
            ? member : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static double? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member ? member.GetDouble() : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } member ? member.GetBoolean() : null;

    /// <summary>A moment with its zone; a moment without one is not trusted.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Text(name) is { } text && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && Iso.TryRead(text, out DateTimeOffset moment)
            ? moment : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The member that makes an answer the right one; its absence is a broken contract.</summary>
    public static IEnumerable<JsonElement> RequiredItems(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray()
            : throw new ProviderFailureException(FailureKind.Malformed, $"the answer has no list '{name}'");
}
