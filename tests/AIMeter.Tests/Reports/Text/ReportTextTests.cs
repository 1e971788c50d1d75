using System.Text;
using AIMetering.Readings;
using AIMetering.Reports.Text;
using Xunit;

namespace AIMetering.Tests.Reports.Text;

public class ReportTextTests
{
    private const string Hostile = "evil\u001b[2J\r\nTotal 0 J\u202e \u0007 名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前名前";

    public static TheoryData<string, int, bool> Pages()
    {
        TheoryData<string, int, bool> pages = [];
        foreach (string name in new[] { "chat", Hostile, new string('x', 400), "" })
        {
            foreach (int width in new[] { 80, 100, 132 })
            {
                pages.Add(name, width, false);
                pages.Add(name, width, true);
            }
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_line_is_wider_than_the_page(string name, int width, bool ascii)
    {
        string text = SampleReports.Full(name).ToText(new() { Width = width, Ascii = ascii });
        Assert.All(text.Split('\n'), line => Assert.True(TextWidth.Of(line) <= width, line));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_name_cannot_speak_to_the_terminal(string name, int width, bool ascii)
    {
        string text = SampleReports.Full(name).ToText(new() { Width = width, Ascii = ascii });
        Assert.DoesNotContain(text.Where(char.IsControl), letter => letter != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("Total 0 J", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData(Hostile)]
    public void Ascii_mode_writes_ascii_only(string name) =>
        Assert.True(Ascii.IsValid(SampleReports.Full(name).ToText(new() { Ascii = true })));

    [Fact]
    public void The_text_is_the_same_in_every_culture()
    {
        string invariant = SampleReports.Full().ToString();
        using CommaCulture german = new();
        Assert.Equal("1,5", 1.5.ToString(System.Globalization.CultureInfo.CurrentCulture));
        Assert.Equal(invariant, SampleReports.Full().ToString());
    }

    [Fact]
    public void The_report_reads_as_approved() => Approved.Check("Text/full-report.approved.txt", SampleReports.Full().ToText());

    [Fact]
    public void A_machine_without_sensors_reads_as_approved() =>
        Approved.Check("Text/blind-report.approved.txt", SampleReports.Blind().ToText());

    [Fact]
    public void What_is_not_known_is_never_a_zero()
    {
        string text = SampleReports.Blind().ToText();
        Assert.Contains("Total unknown: nothing was measured", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0 J", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0 W", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partial_total_names_what_it_lacks() =>
        Assert.Contains("PARTIAL, lacks gpu1: the driver lost the device after 3.2 s", SampleReports.Full().ToText(), StringComparison.Ordinal);

    [Fact]
    public void An_estimate_stands_beside_the_measured_part_and_is_called_one()
    {
        string[] lines = SampleReports.Full().ToText().Split('\n');
        Assert.Contains(lines, line => line.Contains("measured   1.035 kJ", StringComparison.Ordinal) && line.Contains("counter", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("estimated     200 J", StringComparison.Ordinal) && line.Contains("cpu-model", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("The total contains an estimate", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_said_of_the_total_is_not_said_again_of_each_phase()
    {
        string json = SampleReports.Full().ToJson();
        MeterReport report = MeterReport.FromJson(json.Replace("\"missing\": []", "\"missing\": [\"gpu1: the driver lost the device after 3.2 s\"]", StringComparison.Ordinal));
        string[] lines = report.ToText().Split('\n');
        int phases = Array.FindIndex(lines, line => line.Contains(" Phases ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines[phases..], line => line.Contains("lacks gpu1", StringComparison.Ordinal));
        Assert.Contains(lines[phases..], line => line.Contains("shorter than the sensor can see", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_caveat_has_words() => Assert.All(
        Enum.GetValues<EnergyCaveats>().Except([EnergyCaveats.None, EnergyCaveats.Partial, EnergyCaveats.ContainsEstimate]),
        caveat => Assert.Single(Doubts.Of(caveat)));

    [Fact]
    public void Series_beyond_the_limit_are_counted_not_dropped_silently()
    {
        string text = SampleReports.Full().ToText(new() { MaxSeries = 2 });
        Assert.Contains("3 more in the JSON and CSV forms of this report.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(79, 24, "Width")]
    [InlineData(1001, 24, "Width")]
    [InlineData(100, -1, "MaxSeries")]
    public void A_bad_option_is_named_with_its_value_and_remedy(int width, int series, string option)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => SampleReports.Full().ToText(new() { Width = width, MaxSeries = series }));
        Assert.Equal(option, error.ParamName);
        Assert.Contains("Give", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokens", "token")]
    [InlineData("batches", "batch")]
    [InlineData("boxes", "box")]
    [InlineData("queries", "query")]
    [InlineData("series", "series")]
    [InlineData("loss", "loss")]
    [InlineData("corpus", "corpus")]
    [InlineData("images", "image")]
    [InlineData("s", "s")]
    public void One_of_many_is_named_in_the_singular(string many, string one) => Assert.Equal(one, Say.One(many));

    [Theory]
    [InlineData(0.0000004, "0.400 µs")]
    [InlineData(0.0421, "42.1 ms")]
    [InlineData(119.99, "120.0 s")]
    [InlineData(3599.5, "59 min 59 s")]
    [InlineData(86400, "24 h 00 min")]
    public void Times_are_said_in_the_unit_people_use(double seconds, string text) =>
        Assert.Equal(text, Say.Time(TimeSpan.FromSeconds(seconds)));
}
