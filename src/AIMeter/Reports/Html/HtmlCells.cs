using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Cells of quantities: rounded for people, exact for programs, and why where there is no number.</summary>
internal static class HtmlCells
{
    public static HtmlCell Energy(EnergyResult result) => new(Say.Energy(result).Value, result.Energy?.Joules);

    public static HtmlCell Bound(EnergyResult result) => new(Say.Energy(result).Bound, result.Bound?.Joules);

    /// <summary>An energy with its bound in one cell.</summary>
    public static HtmlCell Both(EnergyResult result) => result.IsKnown
        ? new HtmlCell(Say.Energy(result).Value, result.Energy?.Joules, Say.Energy(result).Bound)
        : new("unknown", null, result.Reason);

    public static HtmlCell Power(Power? power, EnergyResult energy) => new(Say.Power(power, energy), power?.Watts);

    public static HtmlCell Time(TimeSpan? time) => time is { } known ? new HtmlCell(Say.Time(known), known.TotalSeconds) : new("");

    public static HtmlCell Count(double count) => new(Say.Count(count), count);
}
