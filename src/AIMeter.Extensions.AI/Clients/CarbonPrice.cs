using System.Globalization;
using AIMetering.Carbon;

namespace AIMetering.Chat.Clients;

/// <summary>Prices energy at the yearly average of a region with its site's overhead. No network, no clock.</summary>
internal sealed class CarbonPrice
{
    private readonly CarbonIntensity _intensity;
    private readonly double _pue;

    private CarbonPrice(GridRegion region, IntensityPoint point)
    {
        PowerUsageEffectiveness pue = PowerUsageEffectiveness.For(region);
        (_intensity, _pue) = (point.Intensity, pue.Value);
        Basis = string.Create(CultureInfo.InvariantCulture,
            $"{region.Code}: {_intensity.GramsPerKilowattHour:0.#} g/kWh, average ({point.Provenance.Source}), PUE {_pue:0.##}");
    }

    /// <summary>Gets the intensity in words, with its source.</summary>
    public string Basis { get; }

    /// <summary>The price of a region; null without one, or where no table knows it.</summary>
    public static CarbonPrice? Of(GridRegion? region) =>
        region is not null && GridIntensity.Average(region).Points is [{ } point, ..] ? new CarbonPrice(region, point) : null;

    public CarbonMass Of(Energy energy) => energy * _intensity * _pue;
}
