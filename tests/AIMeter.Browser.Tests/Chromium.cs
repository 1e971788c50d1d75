using AIMetering.Browser.Tests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace AIMetering.Browser.Tests;

/// <summary>The browser of this machine, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Path => Environment.GetEnvironmentVariable("CHROMIUM") ?? Array.Find(Places, File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Path is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            // Root has no sandbox to enter; the pages are our own.
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _playwright?.Dispose();
    }

    public async Task<WatchedPage> OpenAsync(MeterReport report, BrowserNewContextOptions? options = null, HtmlReportOptions? layout = null)
    {
        WatchedPage page = await NewPageAsync(options);
        await page.ShowAsync(report.ToHtml(layout));
        return page;
    }

    public async Task<WatchedPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "No Chromium was found: install the package chromium, or name one in the environment variable CHROMIUM.");
        return await WatchedPage.OpenAsync(await _browser!.NewContextAsync(options));
    }
}
