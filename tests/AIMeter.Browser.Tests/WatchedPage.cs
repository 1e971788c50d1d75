using System.Globalization;
using Microsoft.Playwright;

namespace AIMetering.Browser.Tests;

/// <summary>A page from a file, with all that it says to the console and asks of the network written down.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _folder = Directory.CreateTempSubdirectory("aimeter-page-").FullName;

    private WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Complaints.Add($"console: {message.Text}");
        page.PageError += (_, error) => Complaints.Add($"error: {error}");
        page.Dialog += (_, dialog) => Complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    public static async Task<WatchedPage> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Opens a page and waits until all its charts are drawn.</summary>
    public async Task ShowAsync(string html)
    {
        await LoadAsync(html);
        await Page.WaitForSelectorAsync("html[data-ready=all]", new() { State = WaitForSelectorState.Attached });
    }

    public async Task LoadAsync(string html)
    {
        string path = Path.Combine(_folder, "report.html");
        await File.WriteAllTextAsync(path, html);
        await Page.GotoAsync(new Uri(path).AbsoluteUri);
    }

    public Task<T> AskAsync<T>(string script, object? argument = null) => Page.EvaluateAsync<T>(script, argument);

    /// <summary>The exact numbers of the data elements below a selector, in the order of the page.</summary>
    public async Task<double[]> NumbersAsync(string selector) => Array.ConvertAll(
        await AskAsync<string[]>("selector => [...document.querySelectorAll(selector + ' data')].map(each => each.value)", selector),
        text => double.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>The window of time that each chart shows.</summary>
    public async Task<double[][]> WindowsAsync() => await AskAsync<double[][]>(
        "() => [...document.querySelectorAll('.plot')].map(plot => [plot.uplot.scales.x.min, plot.uplot.scales.x.max])");

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
