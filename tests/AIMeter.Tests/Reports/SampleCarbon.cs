using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Tests.Reports;

/// <summary>Carbon built by hand, every property said; and reports that are priced as a session prices them.</summary>
internal static class SampleCarbon
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly PowerUsageEffectiveness Site = PowerUsageEffectiveness.Of(1.15, "AWS public data-centre metrics 2024");

    private static readonly Energy Total = Energy.FromJoules(1234.5678);

    private static readonly IntensityProvenance Live = new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2e,
        Scope = EmissionScope.Lifecycle,
        Grid = GridBasis.Consumption,
        Kind = IntensityKind.Estimated,
        Provider = "Electricity Maps",
        Region = "US-MIDA-PJM",
        RegionSource = GridRegionSource.CloudRegion,
        Vintage = "TIME_SLICER_AVERAGE",
        RetrievedAt = new(2026, 11, 22, 15, 46, 44, 500, TimeSpan.Zero),
        Source = "Electricity Maps API v3",
        Licence = "Electricity Maps API terms: no redistribution",
        OriginalUnit = "gCO2eq/kWh",
        Note = "flow-traced",
    };

    private static readonly IntensityProvenance Yearly = new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2e,
        Scope = EmissionScope.Direct,
        Grid = GridBasis.Generation,
        Kind = IntensityKind.StaticSubnational,
        Provider = "US EPA",
        Region = "EGRID-SRVC",
        RegionSource = GridRegionSource.CloudRegion,
        Vintage = "2023",
        Source = "US EPA eGRID2023 rev2",
        Licence = "US public domain",
        OriginalUnit = "lb CO2e/MWh",
    };

    private static readonly IntensityProvenance Contracts = new()
    {
        Signal = CarbonSignal.MarketBased,
        Kind = IntensityKind.User,
        Provider = "user",
        Region = "as given",
        OriginalUnit = "g/kWh",
    };

    public static CarbonStatement Full() => new()
    {
        Average = Priced(
            CarbonSignal.Average, "mixed: average, CO2e, lifecycle, consumption | average, CO2e, direct, generation",
            Share(Live, 1000, 356, 371.5), Share(Yearly, 200, 270.3, 270.3)) with
        {
            Dropped = 1,
            Notes = ["Electricity Maps, average: answered 429; the rest of the time is priced by the yearly table"],
        },
        Marginal = CarbonResult.Unknown(
            CarbonSignal.MarginalOperating, "the table of operating margins has no row for this region; a marginal provider such as WattTime may have", Total) with
        {
            Pue = Site,
            Revision = 2,
        },
        MarketBased = Priced(CarbonSignal.MarketBased, Contracts.Basis, Share(Contracts, 1234.5678, 12.5, 12.5)),
        Region = new()
        {
            Code = "aws:us-east-1",
            Name = "N. Virginia (Ashburn area)",
            Kind = GridRegionKind.CloudRegion,
            Source = GridRegionSource.CloudRegion,
            CountryCode = "US",
            SubdivisionCode = "US-VA",
            AverageCode = "EGRID-SRVC",
            ElectricityMapsZone = "US-MIDA-PJM",
            Latitude = 39.04,
            Longitude = -77.49,
            Cloud = new("aws", "us-east-1", "N. Virginia (Ashburn area)", 1.15, 2024, "AWS public data-centre metrics", CarbonIntensity.FromGramsPerKilowattHour(312), 2024),
            Note = "VA is Virginia; the Vatican City is the country VA",
        },
        Revision = 2,
        IsProvisional = true,
        Embodied = [(EmbodiedCarbon.DataCentreGpu with { Fraction = 0.25, Lifetime = TimeSpan.FromDays(5 * 365) }).For(TimeSpan.FromSeconds(12.25))],
        Water = new() { Wue = WaterUsageEffectiveness.Of(0.18, "AWS sustainability report 2023"), Litres = 6.17e-5, LowLitres = 5.95e-5, HighLitres = 6.4e-5 },
        Cost = new() { Tariff = new(0.30, "EUR") { IncludesSite = true }, Pue = Site, Amount = 1.18e-4, LowAmount = 1.14e-4, HighAmount = 1.23e-4 },
        Scores =
        [
            new()
            {
                Unit = "tokens",
                Units = 192,
                GramsPerUnit = 7.8e-4,
                LowGramsPerUnit = 7.4e-4,
                HighGramsPerUnit = 8.3e-4,
                Operational = CarbonMass.FromGrams(0.1335),
                Embodied = CarbonMass.FromGrams(0.0164),
                Basis = "mixed: average, CO2e, lifecycle, consumption | average, CO2e, direct, generation",
                Reason = "only 97 % of the energy is priced",
            },
        ],
        Equivalents = CarbonEquivalent.Of(CarbonMass.FromGrams(0.1335)),
    };

    /// <summary>A report of 0.1 kWh drawn in ten minutes, known to 5 %, priced as a session prices it.</summary>
    public static MeterReport TenthOfAKilowattHour(CarbonSettings settings, params (string Unit, double Count)[] units)
    {
        EnergyTimeline timeline = new([Noon.UtcTicks, Noon.AddMinutes(10).UtcTicks], [0, 360_000], [0, 342_000], [0, 378_000]);
        return Report(SampleReports.Known(360_000, 18_000, MeasurementMethod.Counter, "powercap"), timeline,
            new CarbonAccount(settings, timeline, null, new(), new(timeline.Duration, units)));
    }

    /// <summary>A report without energy, as of a machine without sensors.</summary>
    public static MeterReport Unmeasured(CarbonSettings settings) =>
        Report(EnergyResult.Unknown("nothing was measured"), null, new CarbonAccount(settings, null));

    private static MeterReport Report(EnergyResult energy, EnergyTimeline? timeline, CarbonAccount account) => new()
    {
        Name = "priced",
        RunId = "0123456789abcdef",
        StartedAt = Noon,
        Duration = TimeSpan.FromMinutes(10),
        SamplingInterval = TimeSpan.FromMilliseconds(100),
        Energy = energy,
        MeasuredEnergy = energy,
        Devices = [],
        Phases = [],
        Units = [],
        Series = [],
        Sources = [],
        Quality = new(),
        Overhead = new(),
        Notes = [],
        Timeline = timeline,
        CarbonAccount = account,
    };

    private static CarbonResult Priced(CarbonSignal signal, string basis, params CarbonShare[] shares)
    {
        CarbonMass mass = CarbonMass.FromGrams(shares.Sum(share => share.Mass.Grams));
        return new()
        {
            Signal = signal,
            Mass = mass,
            Low = mass * 0.96,
            High = mass * 1.04,
            Energy = Total,
            PricedEnergy = Energy.FromJoules(shares.Sum(share => share.Energy.Joules)),
            Pue = Site,
            Basis = basis,
            Shares = shares,
            Revision = 2,
        };
    }

    // The values of a share lie between two; its mass is by their mean.
    private static CarbonShare Share(IntensityProvenance provenance, double joules, double lowest, double highest) => new()
    {
        Provenance = provenance,
        Energy = Energy.FromJoules(joules),
        Share = joules / Total.Joules,
        Mass = Energy.FromJoules(joules) * Site.Value * CarbonIntensity.FromGramsPerKilowattHour((lowest + highest) / 2),
        Lowest = CarbonIntensity.FromGramsPerKilowattHour(lowest),
        Highest = CarbonIntensity.FromGramsPerKilowattHour(highest),
        LowestOriginal = provenance == Yearly ? lowest / 0.45359237 : lowest,
        HighestOriginal = provenance == Yearly ? highest / 0.45359237 : highest,
        From = new(2026, 11, 22, 15, 46, 30, 123, TimeSpan.Zero),
        To = new(2026, 11, 22, 15, 46, 42, TimeSpan.Zero),
    };
}
