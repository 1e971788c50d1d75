using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>Yearly intensities of a region from the embedded tables: no network, no clock.</summary>
/// <remarks>A yearly value says nothing of the hour: on the day, a grid can be at half or twice its average.</remarks>
public static class GridIntensity
{
    private const string World = "WORLD";
    private const double OriginDefaultMargin = 753;

    /// <summary>The location-based average: subregion, state, province or zone where known, else the country, else the world with
    /// a warning.</summary>
    /// <returns>A series of one point without a period; its provenance says which table it is from.</returns>
    public static IntensitySeries Average(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        IntensityPoint point = Finer(region) ?? Country(region) ?? Group(World, region, IntensityKind.StaticWorld);
        string[] notes = [.. new[] { region.Note, point.Provenance.Note }.OfType<string>()];
        return new IntensitySeries(CarbonSignal.Average, [point], notes: notes);
    }

    /// <summary>The operating margin of the country (UNFCCC IFI, 2021), a proxy of the short-run marginal intensity.</summary>
    /// <returns>A series of one point without a period, or an empty one with its reason: an average never stands in.</returns>
    public static IntensitySeries OperatingMargin(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region.CountryCode is null || !CarbonTables.Margins.TryGetValue(region.CountryCode, out TableRow? row))
        {
            return Unknown(
                $"the table of operating margins has no row for {region}; a marginal provider such as WattTime may have");
        }

        double grams = row.Number("operating_margin_gco2_per_kwh") ?? 0;
        return grams > 0
            ? new IntensitySeries(
                CarbonSignal.MarginalOperating, [Margin(row, grams, region)], notes: NorthernIreland.Holds(region) ? [NorthernIreland.AboutMargin] : null)
            : Unknown($"the table gives an operating margin of 0 for {row.Required("name")}, "
                + "which only assumes hydro on the margin; a marginal provider such as WattTime may know better");
    }

    private static IntensitySeries Unknown(string reason) => new(CarbonSignal.MarginalOperating, [], reason);

    private static IntensityPoint? Finer(GridRegion region) => region.AverageCode switch
    {
        null => null,
        ['e', 'm', ':', .. string zone] => Zone(zone, region),
        { } code when CarbonTables.Subnational.TryGetValue(code, out TableRow? row) => Subnational(row, region),
        { } code => Group(code, region, code == World ? IntensityKind.StaticWorld : IntensityKind.StaticGroup),
    };

    private static IntensityPoint Subnational(TableRow row, GridRegion region)
    {
        string country = row.Required("country_iso2");
        double grams = row.Number("gco2e_per_kwh")!.Value;
        return Point(grams, row.Number("original_value"), new IntensityProvenance
        {
            Signal = CarbonSignal.Average,
            Gas = CarbonGas.CO2e,
            Scope = EmissionScope.Direct,
            Grid = Basis(row.Required("flow_basis")),
            Kind = IntensityKind.StaticSubnational,
            Provider = country switch { "US" => "US EPA", "CA" => "ECCC", _ => "Australian Government" },
            Region = row.Required("code"),
            RegionSource = region.Source,
            Vintage = row.Text("year"),
            Source = row.Text("source"),
            Licence = row.Text("licence"),
            OriginalUnit = row.Required("original_unit"),
        });
    }

    private static IntensityPoint? Country(GridRegion region)
    {
        if (region.CountryCode is null || !CarbonTables.Countries.TryGetValue(region.CountryCode, out TableRow? row)
            || row.Number("gco2e_per_kwh") is not > 0)
        {
            return null;
        }

        string? proxy = row.Text("proxy_of");
        double grams = row.Number("gco2e_per_kwh")!.Value;
        return Point(grams, grams, Ember(row, row.Required("iso2"), region) with
        {
            Grid = Basis(row.Required("flow_basis")),
            Kind = proxy is null ? IntensityKind.StaticCountry : IntensityKind.StaticProxy,
            Note = proxy is null ? null : $"{row.Required("name")} has no value of its own: the value of {proxy} stands in.",
        });
    }

    private static IntensityPoint Group(string code, GridRegion region, IntensityKind kind)
    {
        TableRow row = CarbonTables.Groups[code];
        double grams = row.Number("gco2e_per_kwh")!.Value;
        return Point(grams, grams, Ember(row, code, region) with
        {
            Grid = GridBasis.Generation,
            Kind = kind,
            Note = kind == IntensityKind.StaticWorld && region.Code != World
                ? $"No average is known for {region}: the world's stands in and can be far off. Give your own where you have one."
                : null,
        });
    }

    private static IntensityProvenance Ember(TableRow row, string code, GridRegion region) => new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2e,
        Scope = EmissionScope.Lifecycle,
        Kind = IntensityKind.StaticCountry,
        Provider = "Ember",
        Region = code,
        RegionSource = region.Source,
        Vintage = row.Text("year"),
        Source = row.Text("source"),
        Licence = row.Text("licence"),
        OriginalUnit = "g CO2e/kWh",
    };

    private static IntensityPoint? Zone(string zone, GridRegion region)
    {
        TableRow row = CarbonTables.Zones[zone];
        for (int year = 2025; year >= 2021; year--)
        {
            string vintage = year.ToString(CultureInfo.InvariantCulture);
            if (row.Number("gco2e_per_kwh_" + vintage) is { } grams and > 0)
            {
                return Point(grams, grams, ZoneProvenance(row, vintage, region));
            }
        }

        return null;
    }

    private static IntensityProvenance ZoneProvenance(TableRow row, string vintage, GridRegion region) => new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2e,
        Scope = EmissionScope.Lifecycle,
        Grid = GridBasis.Consumption,
        Kind = IntensityKind.StaticSubnational,
        Provider = "Electricity Maps",
        Region = row.Required("zone"),
        RegionSource = region.Source,
        Vintage = vintage,
        Source = "Electricity Maps data portal, yearly zone averages",
        Licence = row.Text("licence"),
        OriginalUnit = "g CO2e/kWh",
    };

    private static IntensityPoint Margin(TableRow row, double grams, GridRegion region) =>
        Point(grams, grams, new IntensityProvenance
        {
            Signal = CarbonSignal.MarginalOperating,
            Gas = CarbonGas.CO2,
            Scope = EmissionScope.Direct,
            Grid = GridBasis.Margin,
            Kind = grams == OriginDefaultMargin ? IntensityKind.StaticProxy : IntensityKind.StaticCountry,
            Provider = "UNFCCC IFI TWG",
            Region = row.Required("iso2"),
            RegionSource = region.Source,
            Vintage = row.Text("dataset_year"),
            Source = row.Text("source"),
            Licence = row.Text("licence"),
            OriginalUnit = "g CO2/kWh",
            Note = grams == OriginDefaultMargin ? "753 g/kWh is the origin's default for grids it has no data of." : null,
        });

    private static GridBasis Basis(string flow) => flow == "consumption" ? GridBasis.Consumption : GridBasis.Generation;

    private static IntensityPoint Point(double grams, double? original, IntensityProvenance provenance) => new()
    {
        Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
        Provenance = provenance,
        OriginalValue = original,
    };
}
