using System.IO.Compression;
using System.Net;
using System.Net.WebSockets;
using AIMetering.Hosting;
using AIMetering.Hosting.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AIMetering.AspNetCore.Tests;

/// <summary>The middleware among others, and what a server and its clients do beside the plain answer.</summary>
public sealed class PipelineTests
{
    private const string Header = "AIMeter-Energy";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_client_is_told_anything_unless_a_header_is_named()
    {
        Assert.Null(new AIMeterOptions().Header);
        await using WebService service = await WebService.Start(options => options.Header = new AIMeterOptions().Header, HttpProtocols.Http2);
        using HttpResponseMessage response = await service.Get("/work?ms=1");
        await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain(response.Headers.Concat(response.TrailingHeaders), header => header.Key.Contains("AIMeter", StringComparison.OrdinalIgnoreCase) || header.Key == "Trailer");
    }

    [Fact]
    public async Task After_a_response_that_has_begun_the_rest_of_the_pipeline_runs_as_ever()
    {
        await using WebService service = await WebService.Start(
            before: app => app.Use(async (context, next) =>
            {
                await context.Response.WriteAsync("begun, ");
                await next();
            }),
            map: app => app.MapGet("/rest", (HttpContext context) => context.Response.WriteAsync("done")));
        using HttpResponseMessage response = await service.Get("/rest");
        Assert.Equal("begun, done", await response.Content.ReadAsStringAsync(Cancel));
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Told.Nothing(service);
    }

    [Fact]
    public async Task A_response_that_the_service_completes_itself_gets_no_trailer_and_no_complaint()
    {
        await using WebService service = await WebService.Start(protocols: HttpProtocols.Http2, map: app => app.MapGet("/complete", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("all");
            await context.Response.CompleteAsync();
            await Task.Delay(20);
        }));
        using HttpResponseMessage response = await service.Get("/complete");
        Assert.Equal("all", await response.Content.ReadAsStringAsync(Cancel));
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Told.Nothing(service);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HEAD", "/work?ms=1", HttpStatusCode.OK)]
    [InlineData(HttpProtocols.Http2, "HEAD", "/work?ms=1", HttpStatusCode.OK)]
    [InlineData(HttpProtocols.Http1, "GET", "/unchanged", HttpStatusCode.NotModified)]
    [InlineData(HttpProtocols.Http2, "GET", "/unchanged", HttpStatusCode.NotModified)]
    [InlineData(HttpProtocols.Http2, "GET", "/nothing", HttpStatusCode.NoContent)]
    [InlineData(HttpProtocols.Http2, "GET", "/not-there", HttpStatusCode.NotFound)]
    public async Task An_answer_without_a_body_tells_its_energy_and_is_whole(HttpProtocols protocols, string method, string path, HttpStatusCode status)
    {
        await using WebService service = await WebService.Start(protocols: protocols, map: app =>
        {
            app.MapMethods("/work", ["HEAD"], () => Results.Ok());
            app.MapGet("/unchanged", () => Results.StatusCode(304));
            app.MapGet("/nothing", () => Results.NoContent());
        });
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Version = service.Client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await service.Client.SendAsync(request, Cancel);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("attributed", HeaderValue.Of(response).Method);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancel));
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Told.Nothing(service);
    }

    [Fact]
    public async Task Compressed_answers_stay_what_they_are()
    {
        string text = new('x', 10_000);
        await using WebService service = await WebService.Start(
            prepare: services => services.AddResponseCompression(),
            map: app =>
            {
                app.UseResponseCompression();
                app.MapGet("/long", () => Results.Text(text));
            });
        using HttpRequestMessage request = new(HttpMethod.Get, "/long") { Headers = { { "Accept-Encoding", "gzip" } } };
        using HttpResponseMessage response = await service.Client.SendAsync(request, Cancel);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using GZipStream unpacked = new(await response.Content.ReadAsStreamAsync(Cancel), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        Assert.Equal(text, await reader.ReadToEndAsync(Cancel));
        Assert.Equal("attributed", HeaderValue.Of(response).Method);
    }

    [Fact]
    public async Task A_web_socket_talks_through_and_its_share_lasts_as_long_as_it_is_open()
    {
        await using WebService service = await WebService.Start(map: app =>
        {
            app.UseWebSockets();
            app.Map("/socket", Echo);
        });
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(service.Client.BaseAddress!.ToString().Replace("http", "ws", StringComparison.Ordinal) + "socket"), Cancel);
        await socket.SendAsync("joule"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancel);
        byte[] answer = new byte[16];
        WebSocketReceiveResult received = await socket.ReceiveAsync(answer, Cancel);
        Assert.Equal("joule"u8.ToArray(), answer[..received.Count]);
        Assert.Equal(1, service.Meter.Shares!.Active);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Told.Nothing(service);
    }

    [Fact]
    public async Task A_branch_of_the_pipeline_can_be_left_out_so_that_open_connections_take_no_share()
    {
        int? active = null;
        IRequestEnergyFeature? feature = null;
        await using WebService service = await WebService.Start(
            excluded: "/chat",
            map: app => app.MapGet("/chat/open", (HttpContext context, ServiceMeter meter) =>
            {
                (active, feature) = (meter.Shares!.Active, context.Features.Get<IRequestEnergyFeature>());
                return "open";
            }));
        using HttpResponseMessage response = await service.Get("/chat/open");
        Assert.Equal("open", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((0, false, false), (active, feature is not null, response.Headers.Contains(Header)));
        using HttpResponseMessage other = await service.Get("/work?ms=1");
        Assert.True(other.Headers.Contains(Header));
    }

    [Fact]
    public async Task What_an_error_page_costs_is_the_request_s_too_though_the_middleware_has_been_left_before()
    {
        EnergyShares? shares = null;
        Energy? atTheEnd = null;
        int active = -1;
        IRequestEnergyFeature? energy = null;
        await using WebService service = await WebService.Start(
            before: app => app.UseExceptionHandler("/error"),
            map: app =>
            {
                app.MapGet("/broken", (HttpContext context) =>
                {
                    energy = context.Features.Get<IRequestEnergyFeature>();
                    throw new InvalidOperationException("mine");
                });
                app.Map("/error", async (ServiceMeter meter) =>
                {
                    (shares, active) = (meter.Shares, meter.Shares!.Active);
                    await Task.Delay(200);
                    return "sorry";
                });
            });
        using HttpResponseMessage response = await service.Get("/broken");
        Assert.Equal("sorry", await response.Content.ReadAsStringAsync(Cancel));
        await WebService.Until(() => shares!.Active == 0);
        atTheEnd = energy!.Energy.High;

        Assert.Equal(1, active);
        Assert.InRange(atTheEnd!.Value.Joules, 0.2 * Spender.Watts * 0.99, double.PositiveInfinity);
        Assert.InRange(energy.Duration.TotalSeconds, 0.19, double.PositiveInfinity);
        HeaderValue told = HeaderValue.Of(response);
        Assert.InRange(told.Joules + told.Bound, 0.2 * Spender.Watts * 0.9, double.PositiveInfinity);
        Assert.Equal(shares!.Attributed.Energy!.Value.Joules, energy.Energy.Energy!.Value.Joules, 1e-9);
        Told.Nothing(service);
    }

    [Fact]
    public async Task A_request_that_nobody_traces_and_no_client_is_told_reckons_nothing()
    {
        await using WebService service = await WebService.Start(options => options.Header = null);
        RequestDelegate pipeline = Pipeline(service);
        DefaultHttpContext context = new();
        for (int warm = 0; warm < 200; warm++)
        {
            await Serve(pipeline, context);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        const int Requests = 1000;
        for (int request = 0; request < Requests; request++)
        {
            Assert.True(Serve(pipeline, context).IsCompletedSuccessfully);
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
        TestContext.Current.TestOutputHelper!.WriteLine($"{each} bytes a request");
        Assert.InRange(each, 0, 1400); // 1752 when the energy is reckoned at the end

        static Task Serve(RequestDelegate pipeline, HttpContext context)
        {
            context.Features.Set<IRequestEnergyFeature>(null);
            return pipeline(context);
        }
    }

    private static RequestDelegate Pipeline(WebService service)
    {
        ApplicationBuilder app = new(service.Services);
        app.UseAIMeter();
        app.Run(_ => Task.CompletedTask);
        return app.Build();
    }

    private static async Task Echo(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[16];
        for (; ; )
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }
}
