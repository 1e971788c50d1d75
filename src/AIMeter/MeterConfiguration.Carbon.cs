using System.Globalization;
using AIMetering.Carbon;

namespace AIMetering;

public sealed partial class MeterConfiguration
{
    internal CarbonSettings Carbon { get; private set; } = new();

    internal IntensityMemory CarbonMemory { get; } = new();

    internal TimeSpan CarbonPatience { get; private set; } = TimeSpan.FromSeconds(5);

    /// <summary>Says where the power is drawn, so that the report can tell the carbon. Without it the report tells energy only; no place is guessed.</summary>
    /// <param name="code">
    /// A country (<c>DE</c>), a state or province (<c>US-CA</c>, <c>CA-ON</c>), an eGRID subregion (<c>CAMX</c>) or a cloud region (<c>aws:eu-west-1</c>).
    /// </param>
    /// <exception cref="ArgumentException">The code is not known; the message names those that come near.</exception>
    public MeterConfiguration InRegion(string code) => InRegion(GridRegion.Parse(code));

    /// <summary>Says where the power is drawn, by coordinates; looked up offline.</summary>
    /// <param name="latitude">Degrees north, −90 to 90.</param>
    /// <param name="longitude">Degrees east, −180 to 180.</param>
    /// <exception cref="ArgumentException">The point is not on the globe, or in no known country.</exception>
    public MeterConfiguration InRegion(double latitude, double longitude) => InRegion(GridRegion.FromCoordinates(latitude, longitude));

    /// <summary>Says where the power is drawn.</summary>
    public MeterConfiguration InRegion(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        Carbon = Carbon with { Region = region };
        return this;
    }

    /// <summary>Sets the power usage effectiveness of the site: facility energy over computer energy.</summary>
    /// <param name="pue">At least 1. Without this call it is what the cloud region's provider publishes, else 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or not a number.</exception>
    public MeterConfiguration WithPue(double pue)
    {
        if (!(pue >= 1 && double.IsFinite(pue)))
        {
            throw new ArgumentOutOfRangeException(nameof(pue), pue, string.Create(CultureInfo.InvariantCulture,
                $"WithPue takes site energy over computer energy, 1 or more, not {pue}: a site cannot use less than its computers. Leave it out where there is no site."));
        }

        Carbon = Carbon with { Pue = PowerUsageEffectiveness.Of(pue) };
        return this;
    }

    /// <summary>Asks a provider for the intensities of the time of the run; several are asked in the order they were added.</summary>
    /// <remarks>This is what makes a session touch the network: never at its start, and at its stop no longer than <paramref name="patience"/>.</remarks>
    /// <param name="provider">The provider.</param>
    /// <param name="patience">The longest wait at the stop, 0 to 1 h; null is 5 s. What comes later can be had with <see cref="MeterReport.SettleCarbonAsync"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is outside its limits.</exception>
    public MeterConfiguration WithCarbonFrom(ICarbonIntensityProvider provider, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience ?? TimeSpan.Zero, TimeSpan.Zero, nameof(patience));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patience ?? TimeSpan.Zero, LongestInterval, nameof(patience));
        Carbon = Carbon with { Providers = [.. Carbon.Providers, provider] };
        CarbonPatience = patience ?? CarbonPatience;
        return this;
    }

    /// <summary>Sets the carbon side as a whole, for intensities of your own or market-based factors.</summary>
    public MeterConfiguration WithCarbon(CarbonSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Carbon = settings;
        return this;
    }
}
