using System.Diagnostics;
using System.Net;
using AIMetering.Hosting;
using AIMetering.Hosting.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AIMetering.AspNetCore.Tests;

/// <summary>A real service on loopback, measured by a sensor of known truth.</summary>
internal sealed class WebService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebService(WebApplication app, HttpProtocols protocols)
    {
        _app = app;
        Client = new HttpClient
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public HttpClient Client { get; }

    public Spender Sensor { get; private init; } = new();

    public NoteBook Notes { get; private init; } = new();

    public IServiceProvider Services => _app.Services;

    public ServiceMeter Meter => _app.Services.GetRequiredService<ServiceMeter>();

    public static async Task<WebService> Start(
        Action<AIMeterOptions>? configure = null, HttpProtocols protocols = HttpProtocols.Http1, Action<WebApplication>? map = null,
        Action<IServiceCollection>? prepare = null, Action<WebApplication>? before = null, string? excluded = null)
    {
        Spender sensor = new();
        NoteBook notes = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(notes);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddAIMeter(options =>
        {
            options.Configure = sensor.Only;
            options.Header = "AIMeter-Energy";
            configure?.Invoke(options);
        });
        prepare?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        before?.Invoke(app);
        if (excluded is null)
        {
            app.UseAIMeter();
        }
        else
        {
            app.UseWhen(context => !context.Request.Path.StartsWithSegments(excluded), branch => branch.UseAIMeter());
        }

        app.MapGet("/work", async (int ms) =>
        {
            await Task.Delay(ms);
            return "done";
        });
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebService(app, protocols) { Sensor = sensor, Notes = notes };
    }

    public async Task<HttpResponseMessage> Get(string path) => await Client.GetAsync(path, TestContext.Current.CancellationToken);

    public Task Stop() => _app.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits for what happens on other threads a moment later.</summary>
    public static async Task Until(Func<bool> condition)
    {
        for (long began = TimeProvider.System.GetTimestamp(); !condition();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "it did not happen in 30 s");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
