using System.Globalization;
using AIMetering.Carbon;

namespace AIMetering.Chat.Clients;

/// <summary>Prices energy at the yearly average of a region, or the user's own average, with the site's overhead. No network, no clock.</summary>
internal sealed class CarbonPrice
{
    private readonly CarbonIntensity _intensity;
    private readonly double _pue;

    private CarbonPrice(string where, CarbonIntensity intensity, string? source, PowerUsageEffectiveness pue)
    {
        (_intensity, _pue) = (intensity, pue.Value);
        Basis = string.Create(CultureInfo.InvariantCulture, $"{where}{_intensity.GramsPerKilowattHour:0.#} g/kWh, average ({source ?? "of no named source"}), PUE {_pue:0.##}");
    }

    /// <summary>Gets the intensity in words, with its source.</summary>
    public string Basis { get; }

    /// <summary>The price at a place, by what the session says of it.</summary>
    /// <param name="place">The place that was given for requests; null takes the session's.</param>
    /// <param name="session">What the session was configured with; of another place, it is not used.</param>
    /// <returns>Null without a place or an intensity, or where no table knows the place.</returns>
    public static CarbonPrice? Of(GridRegion? place, CarbonSettings session)
    {
        CarbonSettings settings = place is null || session.Region is null || session.Region.Code == place.Code ? session : new CarbonSettings();
        GridRegion? region = place ?? session.Region;
        PowerUsageEffectiveness pue = settings.Pue ?? (region is null ? PowerUsageEffectiveness.None : PowerUsageEffectiveness.For(region));
        string where = region is null ? "" : $"{region.Code}: ";
        return settings.Average is { } own ? new CarbonPrice(where, own, "given by the user", pue)
            : region is not null && GridIntensity.Average(region).Points is [{ } point, ..] ? new CarbonPrice(where, point.Intensity, point.Provenance.Source, pue)
            : null;
    }

    public CarbonMass Of(Energy energy) => energy * _intensity * _pue;
}
