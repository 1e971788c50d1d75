using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>An energy for a row, or none where the report has none.</summary>
internal readonly record struct EnergyResultOrNone(EnergyResult? Result)
{
    public string? Caveats => Result is null or { Caveats: EnergyCaveats.None } ? null : Joined(Result.Caveats);

    public string? Remarks => Result is null ? null
        : Result.Reason ?? (Result.Missing.Count == 0 ? null : "lacks " + string.Join("; ", Result.Missing));

    private static string Joined(EnergyCaveats caveats) => string.Join(
        ';', Enum.GetValues<EnergyCaveats>().Where(each => each != EnergyCaveats.None && caveats.HasFlag(each)).Select(Words.Of));
}
