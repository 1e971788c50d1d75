using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AIMetering.Carbon;
using AIMetering.Reports.Html;
using AIMetering.Tests.Analysis;
using AIMetering.Tests.Reports.Outputs;
using Xunit;

namespace AIMetering.Tests.Reports.Html;

/// <summary>What a page holds as text; how it looks and acts is tried in a browser by AIMeter.Browser.Tests.</summary>
public partial class HtmlReportTests
{
    [Fact]
    public void Every_slot_is_filled_whatever_the_report_knows()
    {
        foreach (MeterReport report in (MeterReport[])[SampleReports.Full(), SampleReports.Blind()])
        {
            string page = Words(report.ToHtml());
            Assert.DoesNotMatch(@"\{\{[a-z]+\}\}", page);
            Assert.Contains(report.RunId, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_policy_names_the_hash_of_the_script_and_of_the_style_and_allows_no_network()
    {
        string page = SampleReports.Full().ToHtml();
        string policy = System.Net.WebUtility.HtmlDecode(Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value);
        string script = Script().Matches(page).Single().Groups[1].Value;
        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'", policy);
    }

    [Fact]
    public void The_page_carries_the_licence_of_the_chart_library() =>
        Assert.Contains("Copyright (c) 2022 Leon Sorokin", SampleReports.Full().ToHtml(), StringComparison.Ordinal);

    [Fact]
    public void The_page_points_to_nothing_outside_itself()
    {
        string page = Words(SampleReports.Full().ToHtml());
        Assert.DoesNotMatch("<link[^>]+href=\"(?!data:)|\\ssrc=|<a [^>]*href=\"(?!#)", page);
    }

    [Fact]
    public void A_page_is_the_same_in_every_culture()
    {
        string page = SampleReports.Full().ToHtml();
        using CommaCulture comma = new();
        Assert.Equal(page, SampleReports.Full().ToHtml());
    }

    [Fact]
    public void What_the_total_lacks_is_named_at_the_head()
    {
        string page = Words(SampleReports.Blind().ToHtml());
        Assert.Contains("nothing was measured", Regex.Match(page, "id=\"summary\".*?</section>", RegexOptions.Singleline).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_beyond_the_grams_of_the_energy_is_on_the_page_with_its_exact_figures()
    {
        MeterReport report = SampleReports.Full();
        CarbonStatement carbon = report.Carbon!;

        string words = CarbonWordsOf(report);

        Assert.Contains($"<data value=\"{HtmlPen.Exact(carbon.Embodied[0].Mass.Grams)}\">", words, StringComparison.Ordinal);
        Assert.Contains(carbon.Embodied[0].Of.Source, words, StringComparison.Ordinal);
        Assert.Contains($"<data value=\"{HtmlPen.Exact(carbon.Scores[0].GramsPerUnit!.Value)}\">", words, StringComparison.Ordinal);
        Assert.Contains(carbon.Scores[0].Reason!, words, StringComparison.Ordinal);
        Assert.Contains($"<data value=\"{HtmlPen.Exact(carbon.Water!.Litres!.Value)}\">", words, StringComparison.Ordinal);
        Assert.Contains(carbon.Water.Wue.ToString(), words, StringComparison.Ordinal);
        Assert.Contains($"<data value=\"{HtmlPen.Exact(carbon.Cost!.Amount!.Value)}\">", words, StringComparison.Ordinal);
        Assert.Contains("EUR/kWh, with PUE 1.15", words, StringComparison.Ordinal);
        Assert.All(carbon.Equivalents, like => Assert.Contains($"<data value=\"{HtmlPen.Exact(like.Amount)}\">", words, StringComparison.Ordinal));
        Assert.Contains("The range of a device's making is that of published figures.", words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_carbon_of_the_parts_of_a_report_from_a_file_adds_up_to_that_of_the_run_and_says_how_it_was_spread()
    {
        MeterReport loaded = MeterReport.FromJson(SampleReports.Full().ToJson());       // 2.8 % of its energy found no price

        IReadOnlyList<CarbonBucket> parts = CarbonBuckets.Of(loaded);

        Assert.True(parts.Count > 1);
        Assert.Equal(loaded.Carbon!.Average.Mass!.Value.Grams, parts.Sum(part => part.Average!.Value.Grams), 1e-9);
        Assert.Contains("spread over the parts as the energy was", CarbonWordsOf(loaded), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_series_of_one_name_do_not_cost_the_page()
    {
        SeriesReport loss = Runs.Gauge("loss", 10, time => Math.Sin(time)), again = Runs.Gauge("loss", 10, time => Math.Cos(time));

        string page = Runs.Of(10, loss, again).ToHtml();

        Assert.Equal(2, Regex.Count(Words(page), $"<tr class=\"row\">\\s*<th[^>]*>{Regex.Escape(loss.Channel.FullName)}</th>"));
    }

    [Fact]
    public void Water_and_cost_of_a_run_without_energy_are_unknown_on_the_page_and_no_zero()
    {
        CarbonSettings settings = new() { Wue = WaterUsageEffectiveness.Of(0.18), Tariff = new(0.30, "EUR") };

        string words = CarbonWordsOf(SampleCarbon.Unmeasured(settings));

        Assert.Matches("Water</th>\\s*<td[^>]*>unknown</td>", words);
        Assert.Matches("Cost</th>\\s*<td[^>]*>unknown</td>", words);
        Assert.DoesNotContain("<data value=\"0\"", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_saved_under_the_name_asked_for_or_one_of_its_own_in_a_folder()
    {
        using TemporaryFolder folder = new();
        string named = SampleReports.Full().SaveHtml(folder.In("run.html"), new() { Title = "Mine & yours" });
        Assert.Equal(Path.GetFullPath(folder.In("run.html")), named);
        Assert.Contains("<h1>Mine &amp; yours</h1>", File.ReadAllText(named), StringComparison.Ordinal);
        string own = SampleReports.Full().SaveHtml(folder.Path);
        Assert.Equal(RunFiles.Stem(SampleReports.Full()) + ".html", Path.GetFileName(own));
    }

    [Fact]
    public void A_session_writes_its_page_when_it_ends()
    {
        using TemporaryFolder folder = new();
        using (AIMeter.Configure("page").WriteTo.Html(folder.Path).Start())
        {
        }

        Assert.Contains("<h1>page</h1>", File.ReadAllText(Directory.GetFiles(folder.Path, "*.html").Single()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100_001)]
    public void A_number_of_points_out_of_range_is_refused_by_name_value_and_remedy(int points)
    {
        HtmlReportOptions options = new() { MaxPoints = points };
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => SampleReports.Full().ToHtml(options));
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"HtmlReportOptions.MaxPoints is {points}. Give a number of points from 100 to 100000."),
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_becomes_a_heat_map_with_a_number_in_every_known_cell()
    {
        CoefficientMatrix matrix = new("Pearson correlation", ["a<b", "c"], new[,] { { 1, -0.8 }, { -0.8, double.NaN } }, [new("a<b", "c", -0.8, -0.7, 12, 0.002, null)], ["d is constant"]);
        using StringWriter text = new();
        HtmlReport.Write(SampleReports.Full(), text, new(), new PageAnalysis(matrix, [], []));
        string map = Regex.Match(text.ToString(), "<table class=\"heat\".*?</table>", RegexOptions.Singleline).Value;
        Assert.Contains("a&lt;b", map, StringComparison.Ordinal);
        Assert.Equal(["1", "-0.8", "-0.8"], Regex.Matches(map, "<data value=\"([^\"]+)\"").Select(match => match.Groups[1].Value));
        Assert.Equal(["heat-p5", "heat-n4", "heat-n4", "heat-none"], Regex.Matches(map, "<td class=\"(heat[^\"]+)\"").Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void What_held_the_run_back_stands_with_its_evidence_and_what_is_not_known_is_not_a_no()
    {
        PageAnalysis analysis = new(null, [new("gpu0 in decode", "memory bandwidth", 0.75, ["gpu0.dram_active: 81 %"], null)], ["heat: lacks clock reasons."]);
        using StringWriter text = new();
        HtmlReport.Write(SampleReports.Full(), text, new(), analysis);
        string limits = Regex.Match(text.ToString(), "id=\"limits\".*?</section>", RegexOptions.Singleline).Value;
        Assert.Contains("<data value=\"0.75\">75 %</data>", limits, StringComparison.Ordinal);
        Assert.Contains("gpu0.dram_active: 81 %", limits, StringComparison.Ordinal);
        Assert.Contains("heat: lacks clock reasons.", limits, StringComparison.Ordinal);
    }

    private static string CarbonWordsOf(MeterReport report) => System.Net.WebUtility.HtmlDecode(
        Regex.Match(Words(report.ToHtml()), "id=\"carbon\".*?</section>", RegexOptions.Singleline).Value);

    // The words of a page, without its styles, scripts and data.
    private static string Words(string page) => Regex.Replace(page, "<(style|script)[^>]*>.*?</\\1>", "", RegexOptions.Singleline);

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
