using System.Globalization;
using System.Text;
using AIMetering.Readings;

namespace AIMetering.Hosting.Requests;

/// <summary>The text of the header: <c>1.23;unit=J;bound=0.4;method=attributed</c>, or <c>unknown;reason="…"</c>.</summary>
internal static class EnergyHeader
{
    private const int LongestReason = 200;

    // Microjoules: finer than any sensor, so that a small share is not shown as none.
    private const double Step = 1e-6;

    public static string Format(EnergyResult energy)
    {
        if (energy.Energy is not { } joules)
        {
            return $"unknown;reason=\"{Plain(energy.Reason ?? "")}\"";
        }

        double bound = Math.Ceiling(energy.Bound!.Value.Joules / Step) * Step;
        return string.Create(CultureInfo.InvariantCulture, $"{joules.Joules:0.######};unit=J;bound={bound:0.######};method={energy.Method!.Value.ToString().ToLowerInvariant()}") +
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
