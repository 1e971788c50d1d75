using System.Globalization;
using System.Text.Json;
using AIMetering.Live;
using Microsoft.Playwright;
using Xunit;

namespace AIMetering.Browser.Tests.Live;

/// <summary>Phases and carbon on the page of a session that measures.</summary>
public class LivePhaseTests(Chromium chromium)
{
    private const string ColourAt = """
        time => {
          const u = document.querySelector('#power-chart .plot').uplot, x = Math.round(u.valToPos(time, 'x', true));
          const [r, g, b] = u.ctx.getImageData(x, Math.round(u.bbox.top) + 1, 1, 1).data;
          return '#' + [r, g, b].map(part => part.toString(16).padStart(2, '0')).join('');
        }
        """;

    private static readonly DashboardOptions Quick = new() { RefreshEvery = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Phases_are_shown_while_they_run_and_their_last_figures_are_those_of_the_report()
    {
        using MeterSession meter = AIMeter.Configure("phases").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        PhaseScope generate = meter.Phase("generate"), decode = meter.Phase("decode");
        decode.Count("tokens", 100);
        await Seen(page, "tr[data-phase='generate/decode'] td:nth-child(3) data[value='1']");
        await Seen(page, "tr[data-phase='generate/decode'] td:nth-child(7) data[value='100']");
        await page.Page.WaitForFunctionAsync("() => +document.querySelector(\"tr[data-phase='generate'] td:nth-child(5) data\").value > 0");
        decode.Dispose();
        generate.Dispose();
        await Seen(page, "tr[data-phase='generate/decode'] td:nth-child(2) data[value='1']");
        await Seen(page, "tr[data-phase='generate'] td:nth-child(3) data[value='0']");
        MeterReport report = meter.Stop();
        await Assertions.Expect(page.Page.Locator("#status")).ToContainTextAsync("ended");
        PhaseReport phase = report.FindPhase("generate/decode")!;
        double[] row = await RowAsync(page, "generate/decode");
        Assert.Equal([1, 0, phase.Duration.TotalSeconds, phase.Energy.Energy!.Value.Joules, phase.Energy.Bound!.Value.Joules, 100], row[..6]);
        Assert.Equal(phase.Units.Single().EnergyPerUnit.Energy!.Value.Joules, row[6]);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_charts_are_shaded_where_a_phase_was_and_up_to_now_where_one_is()
    {
        using MeterSession meter = AIMeter.Configure("bands").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        using (meter.Phase("first"))
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "tr[data-phase='first'] td:nth-child(2) data[value='1']");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        using PhaseScope open = meter.Phase("second");
        await Seen(page, "tr[data-phase='second'] td:nth-child(3) data[value='1']");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        (TimeSpan start, TimeSpan end) = meter.CurrentPhases[0].Runs.Single();
        double middle = (start + end).TotalSeconds / 2, after = (end + meter.CurrentPhases[1].Latest.Single().Start).TotalSeconds / 2;
        double under = await page.AskAsync<double>("() => document.querySelector('#power-chart .plot').uplot.data[0].at(-1)") - 0.1;
        string[] shades = await page.AskAsync<string[]>("() => [0, 1].map(i => getComputedStyle(document.documentElement).getPropertyValue('--p' + i).trim())");
        Assert.Equal(shades[0], await page.AskAsync<string>(ColourAt, middle));
        Assert.DoesNotContain(await page.AskAsync<string>(ColourAt, after), shades);
        Assert.Equal(shades[1], await page.AskAsync<string>(ColourAt, under));
    }

    [Fact]
    public async Task Whoever_comes_late_or_beside_another_sees_the_phases_before()
    {
        using MeterSession meter = AIMeter.Configure("late").AddSource(new SteadyLoad()).Start();
        using (PhaseScope before = meter.Phase("before anybody looked"))
        {
            before.Count("images", 2);
        }

        using LiveDashboard dashboard = meter.ServeDashboard(Quick with { KeepFrames = 10 });
        using EventStream first = await EventStream.OpenAsync(dashboard.Url);
        JsonElement told = (await first.NextAsync("phases")).Data;
        meter.Phase("while one looked").Dispose();
        await Task.Delay(2000, TestContext.Current.CancellationToken); // more frames than are kept
        using EventStream late = await EventStream.OpenAsync(dashboard.Url);
        JsonElement.ArrayEnumerator phases = (await late.NextAsync("phases")).Data.GetProperty("phases").EnumerateArray();
        Assert.Equal("before anybody looked", told.GetProperty("phases")[0].GetProperty("path").GetString());
        Assert.Equal(["before anybody looked", "while one looked"], phases.Select(phase => phase.GetProperty("path").GetString()));
        Assert.All(phases, phase => Assert.Equal(2, phase.GetProperty("runs").GetArrayLength()));
        Assert.Equal(2, phases.First().GetProperty("units")[0].GetProperty("count").GetDouble());
    }

    [Fact]
    public async Task The_carbon_of_a_region_is_shown_and_ends_as_the_report_has_it()
    {
        using MeterSession meter = AIMeter.Configure("carbon").AddSource(new SteadyLoad()).InRegion("DE").Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "#carbon #grams:not([value=''])");
        Assert.Contains("DE · ", await page.Page.InnerTextAsync("#grams-how"), StringComparison.Ordinal);
        MeterReport report = meter.Stop();
        await Assertions.Expect(page.Page.Locator("#status")).ToContainTextAsync("ended");
        string grams = (await page.Page.GetAttributeAsync("#grams", "value"))!;
        Assert.Equal(report.Carbon!.Average.Mass!.Value.Grams, double.Parse(grams, CultureInfo.InvariantCulture));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Without_a_region_there_is_no_carbon_and_without_phases_no_table()
    {
        using MeterSession meter = AIMeter.Configure("bare").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "#devices tr:has-text('gpu7') td:nth-child(4) data[value='250']");
        await Assertions.Expect(page.Page.Locator("#carbon")).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#phases")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Hostile_names_of_phases_and_units_are_text()
    {
        const string Name = "<img src=x onerror=window.caught=1>";
        using MeterSession meter = AIMeter.Configure("hostile").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        using PhaseScope phase = meter.Phase(Name);
        phase.Count(Name, 1);
        await using WatchedPage page = await chromium.NewPageAsync(new() { BypassCSP = true });
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "#phase-rows tr");
        Assert.Contains(Name, await page.Page.TextContentAsync("#phase-rows"), StringComparison.Ordinal);
        Assert.True(await page.AskAsync<bool>("() => window.caught === undefined && !document.querySelector('#phase-rows img')"));
    }

    private static async Task<double[]> RowAsync(WatchedPage page, string path) =>
        [.. (await page.NumbersAsync($"tr[data-phase='{path}']"))];

    private static Task Seen(WatchedPage page, string selector) => page.Page.WaitForSelectorAsync(selector, new() { State = WaitForSelectorState.Attached });
}
