using System.Text.Json;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>The words that columns hold: those of the JSON form.</summary>
internal static class Words
{
    public static string Label<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string? Caveats(EnergyCaveats caveats) => caveats == EnergyCaveats.None ? null : string.Join(';', Enum.GetValues<EnergyCaveats>()
        .Where(caveat => caveat != EnergyCaveats.None && caveats.HasFlag(caveat)).Select(Label));

    public static string? Joined(IReadOnlyCollection<string> parts) => parts.Count == 0 ? null : string.Join("; ", parts);

    /// <summary>What kind of no number it is; null for a number.</summary>
    public static string? Special(double value) =>
        double.IsFinite(value) ? null : double.IsNaN(value) ? "nan" : value > 0 ? "infinity" : "-infinity";

    public static double Number(double? value, string? special) => value ?? special switch
    {
        "infinity" => double.PositiveInfinity,
        "-infinity" => double.NegativeInfinity,
        _ => double.NaN,
    };

    public static object?[] Energy(EnergyResult? result) =>
    [
        result?.Energy?.Joules, result?.Low?.Joules, result?.High?.Joules, result?.Method is { } method ? Label(method) : null,
        result?.Source, result is null ? null : Caveats(result.Caveats), result?.Reason, result is null ? null : Joined(result.Missing),
    ];
}
