using Microsoft.Playwright;
using Xunit;

namespace AIMetering.Browser.Tests;

public class ThemeTests(Chromium chromium)
{
    // The contrast of every text with what lies behind it, by the formula of WCAG 2.2 (relative luminance).
    private const string TooFaint = """
        () => {
          const parse = text => { const p = text.match(/[\d.]+/g).map(Number); return [p[0], p[1], p[2], p.length > 3 ? p[3] : 1]; };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const light = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const behind = element => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); layers.push(c); if (c[3] === 1) break; }
            return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
          };
          const faint = [];
          document.querySelectorAll('details').forEach(each => each.open = true);
          // Every shade of the heat map, whatever this run correlates.
          const row = document.querySelector('table.heat tbody').insertRow();
          for (const shade of ['none', ...[0, 1, 2, 3, 4, 5].flatMap(step => ['p' + step, 'n' + step])]) {
            const cell = row.insertCell();
            cell.className = 'heat-' + shade;
            cell.textContent = shade;
          }

          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const element = node.parentElement;
            if (!node.textContent.trim() || !element.getClientRects().length || element.closest('script, svg, .skip')) continue;
            const style = getComputedStyle(element), page = behind(element), ink = over(parse(style.color), page);
            const [a, b] = [light(ink), light(page)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
            const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && +style.fontWeight >= 700;
            if (ratio < (large ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ' ' + node.textContent.trim());
          }
          return [...new Set(faint)];
        }
        """;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_background(ColorScheme scheme)
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute(), new() { ColorScheme = scheme });
        Assert.Empty(await page.AskAsync<string[]>(TooFaint));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 0.8, 1)]
    [InlineData(ColorScheme.Dark, 0, 0.2)]
    public async Task The_page_is_as_light_or_dark_as_the_system(ColorScheme scheme, double least, double most)
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute(), new() { ColorScheme = scheme });
        Assert.InRange(await Brightness(page), least, most);
    }

    [Fact]
    public async Task The_reader_can_choose_the_theme_and_the_charts_follow()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute(), new() { ColorScheme = ColorScheme.Light });
        string before = await Canvas(page);
        await page.Page.ClickAsync("#theme");
        await page.Page.ClickAsync("#theme");
        Assert.InRange(await Brightness(page), 0, 0.2);
        await page.Page.WaitForTimeoutAsync(100);
        Assert.NotEqual(before, await Canvas(page));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Nothing_moves_for_readers_who_asked_for_stillness()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute(), new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.Equal("auto", await page.AskAsync<string>("() => getComputedStyle(document.documentElement).scrollBehavior"));
        Assert.Equal("0s", await page.AskAsync<string>("() => getComputedStyle(document.querySelector('button')).transitionDuration"));
    }

    [Fact]
    public async Task Headings_go_down_one_level_at_a_time()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        int[] levels = await page.AskAsync<int[]>("() => [...document.querySelectorAll('h1, h2, h3, h4')].map(each => +each.tagName[1])");
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        Assert.Single(levels, level => level == 1);
    }

    [Fact]
    public async Task Everything_that_can_be_pressed_has_a_name_and_can_be_reached_with_the_tab_key()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        Assert.Empty(await page.AskAsync<string[]>("""
            () => [...document.querySelectorAll('button, input, [role=slider], [role=region], svg[role=img]')]
              .filter(each => !(each.getAttribute('aria-label') || each.textContent.trim() || each.closest('label')?.textContent.trim())).map(each => each.outerHTML)
            """));
        Assert.Empty(await page.AskAsync<string[]>(
            "() => [...document.querySelectorAll('button, input, summary, a, .plot, .scroll')].filter(each => each.tabIndex < 0).map(each => each.outerHTML)"));
        Assert.Equal("en", await page.Page.GetAttributeAsync("html", "lang"));
    }

    private static Task<double> Brightness(WatchedPage page) => page.AskAsync<double>(
        "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + part / 765, 0)");

    private static Task<string> Canvas(WatchedPage page) => page.AskAsync<string>("() => document.querySelector('#power-chart canvas').toDataURL()");
}
