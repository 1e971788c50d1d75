using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>One request as the service saw it.</summary>
internal sealed record Seen(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At);

/// <summary>A provider's service on a real socket of this machine, playing what a test tells it to.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Seen> _seen = new();

    private LoopbackService(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyList<Seen> Requests => [.. _seen];

    public static async Task<LoopbackService> StartAsync(Func<HttpContext, Task> play, TimeProvider? time = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        var service = new LoopbackService(app);
        app.Run(async context =>
        {
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            var query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
            service._seen.Enqueue(new Seen(context.Request.Path, query, headers, (time ?? TimeProvider.System).GetUtcNow()));
            await play(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public IReadOnlyList<Seen> RequestsTo(string path) => [.. Requests.Where(request => request.Path == path)];

    /// <summary>Waits until a number of requests to a path has arrived.</summary>
    public async Task UntilAsync(string path, int count = 1)
    {
        while (RequestsTo(path).Count < count)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Requests that hang on purpose are cut off.
        }

        await _app.DisposeAsync();
    }
}
