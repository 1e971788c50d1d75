using Microsoft.Playwright;
using Xunit;

namespace AIMetering.Browser.Tests;

public class RenderingTests(Chromium chromium)
{
    [Fact]
    public async Task A_page_opens_from_a_file_without_a_complaint_and_asks_for_nothing()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        Assert.Empty(page.Complaints);
        Assert.Equal(["file"], page.Requests.Select(url => new Uri(url).Scheme).Distinct().Except(["data"]));
    }

    [Fact]
    public async Task Every_family_of_metrics_has_a_chart_of_its_own()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        string[] families = await page.AskAsync<string[]>(
            "() => [...document.querySelectorAll('section.family')].filter(s => s.querySelector('.plot canvas')).map(s => s.dataset.family)");
        Assert.Equal(["Energy", "Compute", "System", "User"], families);
    }

    [Fact]
    public async Task A_chart_is_drawn_in_the_colours_of_its_lines()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        int painted = await page.AskAsync<int>("""
            () => {
              const u = document.querySelector('#power-chart .plot').uplot;
              const want = getComputedStyle(document.documentElement).getPropertyValue('--s1').trim();
              const [r, g, b] = [1, 3, 5].map(at => parseInt(want.slice(at, at + 2), 16));
              const x = Math.round(u.valToPos(27, 'x', true)), column = u.ctx.getImageData(x, 0, 1, u.ctx.canvas.height).data;
              let count = 0;
              for (let i = 0; i < column.length; i += 4) count += Math.abs(column[i] - r) + Math.abs(column[i + 1] - g) + Math.abs(column[i + 2] - b) < 30 ? 1 : 0;
              return count;
            }
            """);
        Assert.InRange(painted, 1, 6);
    }

    [Fact]
    public async Task Every_chart_has_a_table_with_its_devices_beside_it()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        string[] without = await page.AskAsync<string[]>("""
            () => [...document.querySelectorAll('figure.panel, .bars, figure.columns')].filter(chart => {
              const host = chart.closest('section.family, section.card');
              const words = [...host.querySelectorAll('table tbody th')].map(cell => cell.textContent).join(' ');
              const lines = [...chart.querySelectorAll('.legend button')].map(button => button.textContent.trim().split(' ')[0]);
              return !words || !lines.every(line => words.includes(line));
            }).map(chart => chart.textContent)
            """);
        Assert.Empty(without);
    }

    [Fact]
    public async Task Without_scripts_every_table_is_there_and_the_page_says_what_is_not()
    {
        await using WatchedPage page = await chromium.NewPageAsync(new() { JavaScriptEnabled = false });
        await page.LoadAsync(Runs.Minute().ToHtml());
        Assert.Contains("The charts need scripts", await page.Page.TextContentAsync("noscript"), StringComparison.Ordinal);
        Assert.Contains("NVIDIA H100", await page.Page.InnerTextAsync("#power table"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_says_everything_and_one_that_knows_nothing_are_both_shown()
    {
        await using WatchedPage full = await chromium.OpenAsync(MeterReport.Load("full-report.json"));
        Assert.Empty(full.Complaints);
        MeterReport nothing = RecordedRun.Begin(new("nothing", "00ff", Runs.Start, TimeSpan.FromSeconds(1), [])).ToReport(TimeSpan.FromSeconds(1));
        await using WatchedPage empty = await chromium.OpenAsync(nothing);
        Assert.Empty(empty.Complaints);
        Assert.Contains("unknown", await empty.Page.InnerTextAsync("#summary .big"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_prints_on_paper_with_every_chart_and_open_tables()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        byte[] paper = await page.Page.PdfAsync(new() { Format = "A4" });
        Assert.Equal("%PDF"u8.ToArray(), paper[..4]);
        await page.AskAsync<bool>("() => { dispatchEvent(new Event('beforeprint')); return true; }");
        Assert.True(await page.AskAsync<bool>("() => [...document.querySelectorAll('details')].every(each => each.open)"));
        await page.AskAsync<bool>("() => { dispatchEvent(new Event('afterprint')); return true; }");
        Assert.False(await page.AskAsync<bool>("() => [...document.querySelectorAll('details')].some(each => each.open)"));
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute(), new() { ViewportSize = new() { Width = 375, Height = 812 } });
        Assert.Equal(375, await page.AskAsync<int>("() => document.documentElement.scrollWidth"));
    }
}
