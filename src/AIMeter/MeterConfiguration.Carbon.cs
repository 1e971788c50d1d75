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
    /// <remarks>This is what makes a session touch the network: in the background while it runs, and at its stop no longer than <paramref name="patience"/>. Its start waits for nobody.</remarks>
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

    /// <summary>Shares out the making of the devices the run holds, over the time it holds them, idle or not. Without it the embodied carbon is unknown, not 0.</summary>
    /// <param name="devices">Such as <see cref="EmbodiedCarbon.DataCentreGpu"/> or <see cref="EmbodiedCarbon.Server"/>; one entry for each device. Added to those of earlier calls.</param>
    /// <exception cref="ArgumentException">No device is given, or one is null.</exception>
    public MeterConfiguration WithEmbodied(params EmbodiedCarbon[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.Length == 0 || devices.Any(device => device is null))
        {
            throw new ArgumentException(
                "WithEmbodied takes each device the run holds, such as EmbodiedCarbon.DataCentreGpu; it was given none. Leave the call out when they are not known.", nameof(devices));
        }

        Carbon = Carbon with { Embodied = [.. Carbon.Embodied, .. devices] };
        return this;
    }

    /// <summary>Sets the water the site uses for each kilowatt hour of its computers (WUE). Without it the water is unknown, not 0.</summary>
    /// <param name="litresPerKilowattHour">A finite number of at least 0.</param>
    /// <param name="source">Where the figure is from; null says "given by the user".</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public MeterConfiguration WithWue(double litresPerKilowattHour, string? source = null)
    {
        Carbon = Carbon with { Wue = WaterUsageEffectiveness.Of(litresPerKilowattHour, source) };
        return this;
    }

    /// <summary>Sets the price of electricity. Without it the cost is unknown, not 0.</summary>
    /// <param name="pricePerKilowattHour">A finite number of at least 0.</param>
    /// <param name="currency">As it should be printed, such as "EUR".</param>
    /// <param name="includeSite">Whether it is paid for the site's energy, with PUE; false is for that of the computers alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is negative, or not a number.</exception>
    /// <exception cref="ArgumentException">The currency is empty.</exception>
    public MeterConfiguration WithTariff(double pricePerKilowattHour, string currency, bool includeSite = false)
    {
        Carbon = Carbon with { Tariff = new ElectricityTariff(pricePerKilowattHour, currency) { IncludesSite = includeSite } };
        return this;
    }

    /// <summary>Adds everyday comparisons to the report, each with its source. Grams and kilowatt hours say more.</summary>
    public MeterConfiguration WithEquivalents()
    {
        Carbon = Carbon with { ShowEquivalents = true };
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
