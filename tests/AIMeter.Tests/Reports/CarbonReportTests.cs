using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AIMetering.Carbon;
using AIMetering.Reports.Text;
using Xunit;

namespace AIMetering.Tests.Reports;

public class CarbonReportTests
{
    private static readonly CarbonSettings Germany = new() { Region = GridRegion.Parse("DE") };

    private static readonly CarbonSettings AmericanSite = new()
    {
        Region = GridRegion.Parse("US"),
        Pue = PowerUsageEffectiveness.AverageDataCentre,
    };

    [Fact]
    public void A_tenth_of_a_kilowatt_hour_in_the_US_at_PUE_1_56_is_stored_as_59_8338_g_and_printed_to_two_digits()
    {
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(AmericanSite);
        JsonElement average = Stored(report).GetProperty("average");
        Assert.Equal(59.8338, average.GetProperty("mass_grams").GetDouble(), 1e-9);
        Assert.Equal(0.95 * 59.8338, average.GetProperty("low_grams").GetDouble(), 1e-9);
        Assert.Equal(1.05 * 59.8338, average.GetProperty("high_grams").GetDouble(), 1e-9);
        Assert.Matches(@"Location-based +60 g CO2e  56 to 63 g +384 g/kWh  average, CO2e, lifecycle, generation", report.ToText());
        Assert.Matches(@"PUE 1\.56 \(survey\s+average\s+of\s+data\s+centres,\s+Uptime\s+Institute\s+2024\)", report.ToText());
    }

    [Fact]
    public void Germany_is_priced_for_both_signals_and_reads_as_approved()
    {
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(Germany);
        Assert.Equal(34.206, report.Carbon!.Average.Mass!.Value.Grams, 1e-9);
        Assert.Equal(65.0, report.Carbon.Marginal.Mass!.Value.Grams, 1e-9);
        Approved.Check("Text/carbon.approved.txt", Section(report));
    }

    [Fact]
    public void The_marginal_result_is_never_printed_without_its_warning()
    {
        string[] lines = Section(SampleCarbon.TenthOfAKilowattHour(Germany)).Split('\n');
        int marginal = Array.FindIndex(lines, line => line.StartsWith("  Marginal", StringComparison.Ordinal));
        Assert.Equal("      impact estimate, not for inventories", lines[marginal + 1]);
    }

    [Fact]
    public void An_unknown_marginal_says_why_and_is_no_zero()
    {
        string section = Section(SampleReports.Full());
        Assert.Matches(@"Marginal +unknown\n +impact estimate, not for inventories\n +! unknown: the table of operating margins has no row", section);
    }

    [Fact]
    public void Without_a_region_one_line_says_how_to_get_carbon()
    {
        string[] lines = Section(SampleCarbon.TenthOfAKilowattHour(new())).TrimEnd().Split('\n');
        Assert.Equal("  Unknown: no grid region was given, and none is guessed. Give one, such as InRegion(\"DE\").", Assert.Single(lines[1..]));
    }

    [Fact]
    public void Without_energy_a_region_is_not_asked_for()
    {
        string[] lines = Section(SampleCarbon.Unmeasured(new())).TrimEnd().Split('\n');
        Assert.StartsWith("  Unknown: no energy was measured", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_ones_own_need_no_region_and_are_called_so()
    {
        CarbonSettings own = new() { MarketBased = CarbonIntensity.FromGramsPerKilowattHour(0), Average = CarbonIntensity.FromGramsPerKilowattHour(100) };
        string section = Section(SampleCarbon.TenthOfAKilowattHour(own));
        Assert.Contains("100 % of the energy: given by the user", section, StringComparison.Ordinal);
        Assert.Matches(@"Location-based +10 g ", section);
        Assert.Matches(@"Market-based +0 g +0 to 0 g +0 g/kWh", section);
        Assert.Contains("  No region · PUE 1.00", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpriced_energy_and_a_provisional_statement_are_said_so()
    {
        string section = Section(SampleReports.Full());
        Assert.Contains("! 2.8 % of the energy found no price and is not in the mass", section, StringComparison.Ordinal);
        Assert.Contains("! Provisional, revision 2: ", section, StringComparison.Ordinal);
        Assert.Contains("! The energy is partial, so the mass lacks the same parts.", section, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_statement_survives_the_round_trip_with_every_share(bool full)
    {
        MeterReport report = full ? SampleReports.Full() : SampleCarbon.TenthOfAKilowattHour(Germany);
        MeterReport loaded = MeterReport.FromJson(report.ToJson());
        Assert.Equal(report.ToJson(), loaded.ToJson());
        Assert.Equal(report.ToText(), loaded.ToText());
        Assert.Equal(report.Carbon!.Region, loaded.Carbon!.Region);
        Assert.Equal(report.Carbon.Average.Shares, loaded.Carbon.Average.Shares);
        Assert.Equal(report.Carbon.Marginal.Shares, loaded.Carbon.Marginal.Shares);
        Assert.Equal(report.Carbon.Average.EffectiveIntensity, loaded.Carbon.Average.EffectiveIntensity);
    }

    [Fact]
    public void What_the_documentation_says_follows_from_the_stored_values_does()
    {
        MeterReport report = SampleReports.Full();
        JsonElement average = Stored(report).GetProperty("average");
        double Of(string name) => average.GetProperty(name).GetDouble();
        Assert.Equal(Of("priced_energy_joules") / Of("energy_joules"), report.Carbon!.Average.Coverage!.Value, 1e-12);
        Assert.Equal(
            Of("mass_grams") / (Of("priced_energy_joules") / 3.6e6 * Of("pue")),
            report.Carbon.Average.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
        Assert.Equal(Of("mass_grams"), average.GetProperty("shares").EnumerateArray().Sum(share => share.GetProperty("mass_grams").GetDouble()), 1e-12);
    }

    [Fact]
    public void A_report_from_before_carbon_loads_and_says_that_none_was_worked_out()
    {
        using JsonDocument document = JsonDocument.Parse(SampleReports.Full().ToJson());
        Dictionary<string, JsonElement> older = document.RootElement.EnumerateObject()
            .Where(property => property.Name != "carbon").ToDictionary(property => property.Name, property => property.Value);
        MeterReport loaded = MeterReport.FromJson(JsonSerializer.Serialize(older));
        Assert.Null(loaded.Carbon);
        Assert.Contains("Unknown: it was not worked out for this report.", loaded.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"pue\": 1.56", "\"pue\": 0.5", "PUE")]
    [InlineData("\"mass_grams\": ", "\"mass_grams\": null, \"was\": ", "neither mass_grams nor a reason")]
    [InlineData("\"low_grams\": ", "\"low_grams\": null, \"was\": ", "lacks low_grams")]
    [InlineData("\"static_country\"", "\"rumour\"", "damaged")]
    public void Carbon_that_contradicts_itself_is_refused(string said, string instead, string message)
    {
        string json = SampleCarbon.TenthOfAKilowattHour(AmericanSite).ToJson();
        Assert.Contains(said, json, StringComparison.Ordinal);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => MeterReport.FromJson(json.Replace(said, instead, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_forms_are_the_same_in_every_culture()
    {
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(AmericanSite);
        string text = report.ToText(), json = report.ToJson();
        using CommaCulture german = new();
        Assert.Equal(text, SampleCarbon.TenthOfAKilowattHour(AmericanSite).ToText());
        Assert.Equal(json, SampleCarbon.TenthOfAKilowattHour(AmericanSite).ToJson());
    }

    [Fact]
    public void What_was_asked_for_beyond_the_grams_reads_as_approved() => Approved.Check("Text/carbon-footprint.approved.txt", Section(Asked()));

    [Fact]
    public void A_report_from_before_the_footprint_loads_without_it_and_one_from_after_with_more()
    {
        JsonObject json = JsonNode.Parse(Asked().ToJson())!.AsObject();
        JsonObject carbon = json["carbon"]!.AsObject();
        foreach (string name in new[] { "embodied", "water", "cost", "scores", "equivalents" })
        {
            Assert.True(carbon.Remove(name), name);
        }

        JsonObject share = carbon["average"]!["shares"]![0]!.AsObject();
        Assert.True(share.Remove("lowest_original_value") && share.Remove("highest_original_value"));
        carbon["of_a_later_version"] = new JsonObject { ["x"] = 1 };
        CarbonStatement loaded = MeterReport.FromJson(json.ToJsonString()).Carbon!;
        Assert.Equal(34.206, loaded.Average.Mass!.Value.Grams, 1e-9);
        Assert.Empty(loaded.Embodied);
        Assert.Empty(loaded.Scores);
        Assert.Null(loaded.Water);
        Assert.Null(loaded.Average.Shares[0].LowestOriginal);
    }

    [Theory]
    [InlineData("\"fraction\": 1", "\"fraction\": 0", "fraction")]
    [InlineData("\"price_per_kilowatt_hour\": 0.3", "\"price_per_kilowatt_hour\": -0.3", "tariff")]
    [InlineData("\"litres_per_kilowatt_hour\": 0.18", "\"litres_per_kilowatt_hour\": -1", "WUE")]
    [InlineData("\"currency\": \"EUR\"", "\"currency\": \"\\ud800\"", "damaged")]
    public void A_footprint_that_cannot_be_is_refused(string said, string instead, string message)
    {
        string json = Asked().ToJson();
        Assert.Contains(said, json, StringComparison.Ordinal);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => MeterReport.FromJson(json.Replace(said, instead, StringComparison.Ordinal)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static MeterReport Asked() => SampleCarbon.TenthOfAKilowattHour(
        Germany with
        {
            Embodied = [EmbodiedCarbon.DataCentreGpu],
            Wue = WaterUsageEffectiveness.Of(0.18),
            Tariff = new(0.30, "EUR"),
            ShowEquivalents = true,
        },
        ("tokens", 5000), ("requests", 40));

    [Theory]
    [InlineData("half a pair \ud83d")]
    [InlineData("\udc00 the other half")]
    public void Half_a_character_breaks_neither_form(string broken)
    {
        CarbonSettings settings = Germany with { Pue = PowerUsageEffectiveness.Of(1.2, broken), Region = GridRegion.Parse("DE") with { Name = broken, Note = broken } };
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(settings);
        MeterReport loaded = MeterReport.FromJson(report.ToJson());
        Assert.Equal(report.Carbon!.Average.Mass, loaded.Carbon!.Average.Mass);
        using MemoryStream stream = new();
        report.WriteJson(stream);
        Assert.DoesNotContain(report.ToText(), char.IsSurrogate);
        Assert.DoesNotContain(report.ToText(new() { Ascii = true }), char.IsSurrogate);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public void The_section_fits_the_page_in_ascii_too(int width)
    {
        foreach (MeterReport report in new[] { SampleCarbon.TenthOfAKilowattHour(AmericanSite), SampleCarbon.TenthOfAKilowattHour(new()), SampleReports.Full() })
        {
            string text = report.ToText(new() { Width = width, Ascii = true });
            Assert.True(Ascii.IsValid(text));
            Assert.All(text.Split('\n'), line => Assert.True(TextWidth.Of(line) <= width, line));
        }
    }

    [Theory]
    [InlineData(59.8338, 59.8338, "59 to 60")]
    [InlineData(60, 60, "60 to 60")]
    [InlineData(0, 12.34, "0 to 13")]
    [InlineData(0.0123, 0.0456, "0.012 to 0.046")]
    [InlineData(0.0001, 1234, "0 to 1300")]
    [InlineData(949, 1051, "940 to 1100")]
    public void A_range_is_rounded_outward(double low, double high, string text) => Assert.Equal(text, Figure.Range(low, high));

    private static JsonElement Stored(MeterReport report)
    {
        using JsonDocument document = JsonDocument.Parse(report.ToJson());
        return document.RootElement.GetProperty("carbon").Clone();
    }

    private static string Section(MeterReport report)
    {
        string text = report.ToText();
        int from = text.IndexOf("── Carbon ", StringComparison.Ordinal);
        return text[from..(text.IndexOf("\n\n", from, StringComparison.Ordinal) + 1)];
    }
}
