using System.Globalization;
using System.Text;
using AIMetering.Readings;

namespace AIMetering.AspNetCore;

/// <summary>The text of the header, a structured field (RFC 9651): <c>1230.5;unit=mJ;bound=400;method=attributed</c>, or <c>unknown;reason="…"</c>.</summary>
internal static class EnergyHeader
{
    private const int LongestReason = 200;

    // Decimals of a structured field have three places (RFC 9651, 3.3.2). Those of millijoules are finer than any sensor, so that a small
    // share is not shown as none; those of joules are not.
    private const double Step = 1e-3, Milli = 1e3;

    public static string Format(EnergyResult energy)
    {
        if (energy.Energy is not { } joules)
        {
            return $"unknown;reason=\"{Plain(energy.Reason ?? "")}\"";
        }

        // The bound covers the rounding of the figure.
        double bound = Math.Ceiling((energy.Bound!.Value.Joules * Milli / Step) + 0.5) * Step;
        return string.Create(CultureInfo.InvariantCulture, $"{joules.Joules * Milli:0.###};unit=mJ;bound={bound:0.###};method={energy.Method!.Value.ToString().ToLowerInvariant()}") +
            Flag(energy, EnergyCaveats.ContainsEstimate, "estimate") + Flag(energy, EnergyCaveats.Partial, "partial") +
            Flag(energy, EnergyCaveats.BelowResolution, "below-resolution") + Flag(energy, EnergyCaveats.SensorLost, "sensor-lost");
    }

    private static string Flag(EnergyResult energy, EnergyCaveats caveat, string word) => energy.Caveats.HasFlag(caveat) ? ";" + word : "";

    // A quoted string of a header: printable ASCII without quotes and backslashes.
    private static string Plain(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (char letter in text.AsSpan(0, Math.Min(text.Length, LongestReason)))
        {
            plain.Append(letter is >= ' ' and <= '~' and not '"' and not '\\' ? letter : '\'');
        }

        return plain.ToString();
    }
}
