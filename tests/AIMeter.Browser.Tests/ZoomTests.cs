using Microsoft.Playwright;
using Xunit;

namespace AIMetering.Browser.Tests;

public class ZoomTests(Chromium chromium)
{
    [Fact]
    public async Task Dragging_across_a_chart_zooms_all_charts_and_a_double_click_shows_the_whole_run()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        ILocator plot = page.Page.Locator("#power-chart .u-over");
        LocatorBoundingBoxResult box = (await plot.BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.25f), box.Y + 60);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 80, new() { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        double[][] zoomed = await page.WindowsAsync();
        Assert.All(zoomed, window => Assert.InRange(window[0], 14.8, 15.2));
        Assert.All(zoomed, window => Assert.InRange(window[1], 29.8, 30.2));
        Assert.Equal("15.0 s – 30.0 s", await page.Page.InnerTextAsync("#range"));
        await plot.DblClickAsync();
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([0, 60], window));
        Assert.Equal("whole run", await page.Page.InnerTextAsync("#range"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_moves_the_cursor_zooms_and_goes_back()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        await page.Page.FocusAsync("#power-chart .plot");
        await page.Page.Keyboard.PressAsync("+");
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([15, 45], window));
        await page.Page.Keyboard.PressAsync("ArrowRight");
        string said = (await page.Page.GetAttributeAsync("#power-chart .plot", "aria-valuetext"))!;
        Assert.Equal("15.00 s: cpu0 50 W, gpu0 100 W", said.Replace(".00 W", " W", StringComparison.Ordinal).Replace(".0 W", " W", StringComparison.Ordinal));
        await page.Page.Keyboard.PressAsync("Shift+ArrowRight");
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([21, 51], window));
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([0, 60], window));
    }

    [Fact]
    public async Task The_cursor_of_one_chart_is_the_cursor_of_all()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        await page.Page.FocusAsync("#power-chart .plot");
        await page.Page.Keyboard.PressAsync("Home");
        for (int step = 0; step < 12; step++)
        {
            await page.Page.Keyboard.PressAsync("PageUp");
        }

        double[] times = await page.AskAsync<double[]>(
            "() => [...document.querySelectorAll('.plot')].map(plot => plot.uplot.data[0][plot.uplot.cursor.idx])");
        Assert.All(times, time => Assert.InRange(time, 22, 26));
        Assert.Contains("500", await page.Page.InnerTextAsync("#power-chart .legend"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buttons_do_what_dragging_does()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        await page.Page.ClickAsync("#zoom-in");
        await page.Page.ClickAsync("#pan-right");
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([30, 60], window));
        await page.Page.ClickAsync("#zoom-reset");
        Assert.All(await page.WindowsAsync(), window => Assert.Equal([0, 60], window));
    }

    [Fact]
    public async Task Metrics_devices_and_lines_can_be_picked()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        ILocator compute = page.Page.Locator("section[data-family=Compute]");
        Assert.Equal(2, await compute.Locator(".plot").CountAsync());
        await compute.GetByRole(AriaRole.Checkbox, new() { Name = "sm clock" }).UncheckAsync();
        await Assertions.Expect(compute.Locator(".plot")).ToHaveCountAsync(1);
        await page.Page.Locator("#device-pick").GetByRole(AriaRole.Checkbox, new() { Name = "gpu0" }).UncheckAsync();
        await Assertions.Expect(compute.Locator(".plot")).ToHaveCountAsync(0);
        ILocator line = page.Page.Locator("#power-chart .legend button").First;
        await line.ClickAsync();
        Assert.Equal("false", await line.GetAttributeAsync("aria-pressed"));
        Assert.False(await page.AskAsync<bool>("() => document.querySelector('#power-chart .plot').uplot.series[1].show"));
        Assert.Empty(page.Complaints);
    }
}
