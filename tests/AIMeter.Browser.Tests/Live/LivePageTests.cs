using System.Globalization;
using AIMetering.Live;
using Microsoft.Playwright;
using Xunit;

namespace AIMetering.Browser.Tests.Live;

public class LivePageTests(Chromium chromium)
{
    private static readonly DashboardOptions Quick = new() { RefreshEvery = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task The_page_shows_what_the_session_measures_and_its_last_figures_are_those_of_the_report()
    {
        SteadyLoad load = new();
        using MeterSession meter = AIMeter.Configure("live run").AddSource(load).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "#devices tr:has-text('gpu7') td:nth-child(4) data[value='250']");
        load.Watts = 400;
        load.Load = 77;
        meter.Record("loss", 0.5);
        await Seen(page, "#devices tr:has-text('gpu7') td:nth-child(4) data[value='400']");
        await Seen(page, "section[data-family=Compute] td data[value='77']");
        await Seen(page, "section[data-family=User] .plot");
        Assert.Equal("live run", await page.Page.InnerTextAsync("h1"));
        MeterReport report = meter.Stop();
        await Assertions.Expect(page.Page.Locator("#status")).ToContainTextAsync("ended");
        DeviceReport gpu = report.Devices.Single(device => device.Device.Id == "gpu7");
        ILocator energy = page.Page.Locator("#devices tr", new() { HasText = "gpu7" }).Locator("data").First;
        Assert.Equal(gpu.Energy.Energy!.Value.Joules, double.Parse((await energy.GetAttributeAsync("value"))!, CultureInfo.InvariantCulture));
        Assert.Equal([report.Energy.Energy!.Value.Joules], (await page.NumbersAsync("#summary"))[..1]);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Lines_grow_while_the_reader_looks_and_can_be_zoomed()
    {
        using MeterSession meter = AIMeter.Configure("growing").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await FramesAsync(page, 15);
        double?[] line = await page.AskAsync<double?[]>("""
            () => { const u = document.querySelector('#power-chart .plot').uplot; return u.data[u.series.findIndex(s => s.label === 'gpu7')]; }
            """);
        Assert.Contains(250, line);
        await page.Page.FocusAsync("#power-chart .plot");
        await page.Page.Keyboard.PressAsync("+");
        double[] before = (await page.WindowsAsync())[0];
        await FramesAsync(page, 10 + await page.AskAsync<int>("() => +document.documentElement.dataset.frames"));
        Assert.Equal(before, (await page.WindowsAsync())[0]);
        await page.Page.Keyboard.PressAsync("0");
        await page.Page.WaitForFunctionAsync("end => document.querySelector('#power-chart .plot').uplot.scales.x.max > end", before[1]); // drawn when the page has time
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_page_that_lost_its_connection_comes_back_and_misses_nothing()
    {
        using MeterSession meter = AIMeter.Configure("interrupted").AddSource(new SteadyLoad()).Start();
        await using CuttableRelay relay = new();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick with { AllowedHosts = [$"127.0.0.1:{relay.Port}"] });
        relay.Target = dashboard.Url.Port;
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(new UriBuilder(dashboard.Url) { Port = relay.Port }.Uri.AbsoluteUri);
        await Seen(page, "#devices tr:has-text('gpu7')");
        relay.Cut();
        await Assertions.Expect(page.Page.Locator("#status")).ToContainTextAsync("connection lost");
        int frames = await page.AskAsync<int>("() => +document.documentElement.dataset.frames");
        relay.Mend();
        await Assertions.Expect(page.Page.Locator("#status")).ToHaveTextAsync("live");
        await FramesAsync(page, frames + 25);
        double[] times = await page.AskAsync<double[]>("() => document.querySelector('#power-chart .plot').uplot.data[0]");
        double[] steps = [.. times.Zip(times.Skip(1), (from, to) => to - from)];
        Assert.All(steps, step => Assert.True(step > 0));
        Assert.True(times.Length >= frames + 25);
    }

    [Fact]
    public async Task Hostile_names_are_text_in_the_live_page_too()
    {
        const string Name = "</script><img/src=x/onerror=window.caught=1>";
        using MeterSession meter = AIMeter.Configure(Name).AddSource(new SteadyLoad(Name, Name)).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        meter.Record(Name, 1);
        await using WatchedPage page = await chromium.NewPageAsync(new() { BypassCSP = true });
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "section[data-family=User] .plot");
        Assert.Equal(Name, await page.Page.TextContentAsync("h1"));
        Assert.Contains(Name, await page.Page.TextContentAsync("#devices"), StringComparison.Ordinal);
        Assert.False(await page.AskAsync<bool>("() => 'caught' in window"));
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
    }

    [Fact]
    public async Task The_token_leaves_the_address_bar_and_the_page_asks_its_own_server_only()
    {
        using MeterSession meter = AIMeter.Configure("quiet").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        await Seen(page, "#devices tr:has-text('gpu7')");
        Assert.Equal($"http://{dashboard.Url.Authority}/", page.Page.Url);
        Assert.All(page.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), url => Assert.Equal(dashboard.Url.Authority, new Uri(url).Authority));
        Assert.Empty(page.Complaints);
    }

    private static Task Seen(WatchedPage page, string selector) =>
        page.Page.WaitForSelectorAsync(selector, new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });

    private static async Task FramesAsync(WatchedPage page, int atLeast)
    {
        for (int tries = 0; await page.AskAsync<int>("() => +(document.documentElement.dataset.frames ?? 0)") < atLeast; tries++)
        {
            Assert.True(tries < 600, "The page stands still.");
            await Task.Delay(100);
        }
    }
}
