using System.Text.Json;
using Xunit;

namespace AIMetering.Browser.Tests;

/// <summary>The figures of the page are those of the JSON form, bit by bit, and read as in the text form.</summary>
public class FigureTests(Chromium chromium)
{
    [Fact]
    public async Task The_headline_equals_the_json()
    {
        MeterReport report = Runs.Minute();
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        await using WatchedPage page = await chromium.OpenAsync(report);
        double[] numbers = await page.NumbersAsync("#summary");
        Assert.Equal(
            [
                Number(json, "energy", "energy_joules"), report.MeanPower!.Value.Watts, Number(json, "duration_seconds"),
                Number(json, "carbon", "average", "mass_grams"), Number(json, "carbon", "marginal", "mass_grams"),
            ],
            numbers);
    }

    [Fact]
    public async Task The_table_of_devices_equals_the_json()
    {
        MeterReport report = Runs.Minute();
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        await using WatchedPage page = await chromium.OpenAsync(report);
        foreach ((JsonElement device, int row) in json.RootElement.GetProperty("devices").EnumerateArray().Select((device, row) => (device, row + 1)))
        {
            double[] numbers = await page.NumbersAsync($"#power table tbody tr:nth-child({row})");
            Assert.Equal(device.GetProperty("energy").GetProperty("energy_joules").GetDouble(), numbers[0]);
            Assert.Equal(device.GetProperty("mean_power_watts").GetDouble(), numbers[2]);
            Assert.Equal(device.GetProperty("peak_power_watts").GetDouble(), numbers[3]);
        }
    }

    [Fact]
    public async Task Phases_and_units_equal_the_json()
    {
        MeterReport report = Runs.Minute();
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        await using WatchedPage page = await chromium.OpenAsync(report);
        foreach ((JsonElement phase, int row) in json.RootElement.GetProperty("phases").EnumerateArray().Select((phase, row) => (phase, row + 2)))
        {
            double[] numbers = await page.NumbersAsync($"#split table tbody tr:nth-child({row})");
            double[] expected =
            [
                phase.GetProperty("count").GetDouble(), phase.GetProperty("duration_seconds").GetDouble(), Number(phase, "energy", "energy_joules"),
                .. phase.GetProperty("devices").EnumerateArray().Select(part => Number(part, "energy", "energy_joules")),
            ];
            Assert.Equal(expected, numbers);
        }

        double[] unit = await page.NumbersAsync("#units table tbody tr:nth-child(2)");
        Assert.Equal(Number(json.RootElement.GetProperty("phases")[1].GetProperty("units")[0], "energy_per_unit", "energy_joules"), unit[1]);
    }

    [Fact]
    public async Task Samples_are_drawn_at_their_own_times_with_their_own_values()
    {
        MeterReport report = Runs.Minute();
        SeriesReport load = report.Series.First(series => series.Channel.Metric == "utilization");
        await using WatchedPage page = await chromium.OpenAsync(report);
        double?[][] drawn = await page.AskAsync<double?[][]>("""
            () => {
              const u = document.querySelector('section[data-family=Compute] .plot').uplot;
              return [u.data[0], u.data[1].map(v => v === undefined ? null : v)];
            }
            """);
        (double? Time, double? Value)[] points = [.. drawn[0].Zip(drawn[1])];
        Assert.Equal(
            load.ElapsedSeconds.ToArray().Zip(load.Values.ToArray(), (time, value) => ((double?)time, (double?)(float)value)),
            points.Where(point => point.Value is not null));
        Assert.Equal(40.5, Assert.Single(points, point => point.Value is null).Time!.Value, 3);
    }

    [Fact]
    public async Task Silence_of_a_sensor_is_a_gap_in_its_line()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        double[] gap = await page.AskAsync<double[]>("""
            () => {
              const u = document.querySelector('#power-chart .plot').uplot, gpu = u.data[2];
              return u.data[0].filter((time, at) => gpu[at] === null);
            }
            """);
        Assert.Equal(31, Assert.Single(gap), 3);
    }

    [Fact]
    public async Task Figures_read_as_in_the_text_form()
    {
        MeterReport report = Runs.Minute();
        string text = report.ToText();
        await using WatchedPage page = await chromium.OpenAsync(report);
        string[] energies = await page.AskAsync<string[]>(
            "() => [...document.querySelectorAll('#power table tbody tr.row')].map(row => row.querySelector('data').textContent)");
        Assert.Equal(3, energies.Length);
        Assert.All(energies, energy => Assert.Contains(energy, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_carbon_of_the_parts_adds_up_to_that_of_the_run()
    {
        MeterReport report = Runs.Minute();
        await using WatchedPage page = await chromium.OpenAsync(report);
        double[][] rows = await page.AskAsync<double[][]>(
            "() => [...document.querySelectorAll('#carbon details tbody tr')].map(row => [...row.querySelectorAll('data')].map(each => +each.value))");
        Assert.Equal(report.Carbon!.Average.Mass!.Value.Grams, rows.Sum(row => row[3]), 1e-9);
        Assert.Equal(report.Carbon.Marginal.Mass!.Value.Grams, rows.Sum(row => row[4]), 1e-9);
    }

    private static double Number(JsonDocument json, params string[] path) => Number(json.RootElement, path);

    private static double Number(JsonElement element, params string[] path) =>
        path.Aggregate(element, (each, name) => each.GetProperty(name)).GetDouble();
}
