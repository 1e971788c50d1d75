using Xunit;

namespace AIMetering.Browser.Tests;

public class ShadingTests(Chromium chromium)
{
    private const string ColourAt = """
        time => {
          const u = document.querySelector('#power-chart .plot').uplot, x = Math.round(u.valToPos(time, 'x', true));
          const [r, g, b] = u.ctx.getImageData(x, Math.round(u.bbox.top) + 1, 1, 1).data;
          return '#' + [r, g, b].map(part => part.toString(16).padStart(2, '0')).join('');
        }
        """;

    [Theory]
    [InlineData(5.2, "--p0")]
    [InlineData(14.8, "--p0")]
    [InlineData(20.2, "--p1")]
    [InlineData(49.8, "--p1")]
    public async Task A_phase_is_shaded_from_its_beginning_to_its_end(double seconds, string colour)
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        string expected = await page.AskAsync<string>("name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", colour);
        Assert.Equal(expected, await page.AskAsync<string>(ColourAt, seconds));
    }

    [Theory]
    [InlineData(4.8)]
    [InlineData(15.2)]
    [InlineData(19.8)]
    [InlineData(50.2)]
    public async Task Outside_the_phases_nothing_is_shaded(double seconds)
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Minute());
        string[] shades = await page.AskAsync<string[]>(
            "() => [0, 1, 2].map(index => getComputedStyle(document.documentElement).getPropertyValue('--p' + index).trim())");
        Assert.DoesNotContain(await page.AskAsync<string>(ColourAt, seconds), shades);
    }
}
