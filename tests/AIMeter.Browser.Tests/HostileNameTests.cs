using Xunit;

namespace AIMetering.Browser.Tests;

/// <summary>Names are text wherever they stand: in elements, in attributes, in the data of the scripts, in pictures.</summary>
public class HostileNameTests(Chromium chromium)
{
    [Theory]
    [InlineData("</script><img src=x onerror=window.caught=1>")]
    [InlineData("\"><svg onload=window.caught=1><script>window.caught=1</script>")]
    [InlineData("' onmouseover='window.caught=1' autofocus onfocus='window.caught=1")]
    [InlineData("</title></style><iframe srcdoc='<script>parent.caught=1</script>'>")]
    [InlineData("<!--<script>{{script}}{{policy}}")]
    [InlineData("\\u003c/script>\\\";window.caught=1;//${window.caught=1}`")]
    [InlineData("&lt;img src=x onerror=window.caught=1&gt;]]>")]
    public async Task No_name_becomes_markup_or_script_even_without_the_policy(string name)
    {
        // The policy would stop most of these by itself; the escaping must hold alone.
        await using WatchedPage page = await chromium.OpenAsync(Runs.Named(name), new() { BypassCSP = true });
        await page.Page.HoverAsync("h1");
        Assert.False(await page.AskAsync<bool>("() => 'caught' in window"));
        Assert.Equal(0, await page.Page.Locator("img, iframe, object, embed, svg[onload], [onerror], [onmouseover], [onfocus]").CountAsync());
        Assert.Equal(name, await page.Page.TextContentAsync("h1"));
        Assert.Equal($"{name} · AIMeter", await page.Page.TitleAsync());
        Assert.Contains(name, await page.Page.TextContentAsync("#trust"), StringComparison.Ordinal);
        Assert.Contains(name.Replace('/', '|'), await page.Page.TextContentAsync(".phase-key"), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, url => Assert.Matches("^(file|data):", url));
    }

    [Fact]
    public async Task The_policy_stops_a_script_that_is_not_the_pages_own()
    {
        await using WatchedPage page = await chromium.NewPageAsync();
        await page.ShowAsync(Runs.Minute().ToHtml().Replace("<main", "<img src=x onerror=window.caught=1><script>window.caught=1</script><main", StringComparison.Ordinal));
        Assert.False(await page.AskAsync<bool>("() => 'caught' in window"));
        Assert.Contains(page.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signs_that_turn_the_direction_of_writing_are_replaced()
    {
        await using WatchedPage page = await chromium.OpenAsync(Runs.Named("safe\u202Egnp.exe\u0007\u200B"));
        Assert.Equal("safe?gnp.exe??", await page.Page.TextContentAsync("h1"));
    }
}
