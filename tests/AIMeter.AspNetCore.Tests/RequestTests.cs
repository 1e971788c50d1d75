using System.Collections.Concurrent;
using System.Diagnostics;
using AIMetering.Hosting;
using AIMetering.Hosting.Tests;
using AIMetering.Readings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace AIMetering.AspNetCore.Tests;

public sealed class RequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_alone_is_told_the_energy_of_its_time_with_a_bound()
    {
        await using WebService service = await WebService.Start();
        await Task.Delay(300, Cancel);
        long began = TimeProvider.System.GetTimestamp();
        using HttpResponseMessage response = await service.Get("/work?ms=300");
        double longest = TimeProvider.System.GetElapsedTime(began).TotalSeconds * Spender.Watts;

        HeaderValue energy = HeaderValue.Of(response);
        Assert.Equal("attributed", energy.Method);
        Assert.InRange(energy.Joules + energy.Bound, 0.3 * Spender.Watts * 0.99, double.PositiveInfinity); // the timer may fire a little early
        Assert.InRange(energy.Joules - energy.Bound, 0, longest);
    }

    [Fact]
    public async Task Under_64_at_once_the_shares_and_the_rest_add_up_to_the_energy_of_the_device()
    {
        ConcurrentBag<IRequestEnergyFeature> requests = [];
        await using WebService service = await WebService.Start(map: app => app.MapGet("/kept", async (HttpContext context, int ms) =>
        {
            requests.Add(context.Features.Get<IRequestEnergyFeature>()!);
            await Task.Delay(ms);
        }));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async worker =>
        {
            for (int round = 0; round < 4; round++)
            {
                using HttpResponseMessage response = await service.Get($"/kept?ms={1 + ((worker * 7) + (round * 13)) % 60}");
                Assert.Equal("attributed", HeaderValue.Of(response).Method);
            }
        }));
        EnergyShares shares = service.Meter.Shares!;
        await WebService.Until(() => shares.Active == 0);
        await service.Stop();

        Assert.Equal(64 * 4, requests.Count);
        double given = requests.Sum(request => request.Energy.Energy!.Value.Joules);
        Assert.Equal(shares.Attributed.Energy!.Value.Joules, given, 1e-9);
        double device = service.Meter.Report!.Devices.Single(part => part.Device.Id == "cpu0").Energy.Energy!.Value.Joules;
        Assert.Equal(device, given + shares.Unattributed.Energy!.Value.Joules, 1e-9 * device);
        Assert.All(requests, request => Assert.True(request.Energy.Low <= request.Energy.Energy && request.Energy.Energy <= request.Energy.High));
        Assert.True(shares.Unattributed.Energy!.Value.Joules >= 0);
    }

    [Fact]
    public async Task Idle_time_is_billed_to_nobody()
    {
        await using WebService service = await WebService.Start();
        await Task.Delay(500, Cancel);
        Assert.Equal(0, service.Meter.Shares!.Attributed.Energy!.Value.Joules);
        Assert.InRange(service.Meter.Shares.Unattributed.Energy!.Value.Joules, Spender.Watts * 0.4, double.PositiveInfinity);
    }

    [Fact]
    public async Task A_streamed_response_tells_what_is_known_at_its_start_and_the_whole_in_the_trailer()
    {
        await using WebService service = await WebService.Start(protocols: HttpProtocols.Http2, map: app => app.MapGet("/stream", Stream));
        await Task.Delay(300, Cancel);
        using HttpResponseMessage response = await service.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
        HeaderValue first = HeaderValue.Of(response);
        Assert.Equal("0123456789", await response.Content.ReadAsStringAsync(Cancel));

        HeaderValue whole = HeaderValue.Parse(Assert.Single(response.TrailingHeaders.GetValues("AIMeter-Energy")));
        Assert.True(whole.Joules > first.Joules + (0.2 * Spender.Watts / 2), $"{first.Text}, then {whole.Text}");
        Assert.InRange(whole.Joules + whole.Bound, 0.2 * Spender.Watts * 0.99, double.PositiveInfinity);
    }

    [Fact]
    public async Task Without_trailers_a_streamed_response_still_streams_and_its_share_ends_with_it()
    {
        await using WebService service = await WebService.Start(map: app => app.MapGet("/stream", Stream));
        using HttpResponseMessage response = await service.Client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(1, service.Meter.Shares!.Active);
        Assert.Equal("0123456789", await response.Content.ReadAsStringAsync(Cancel));
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Assert.DoesNotContain(service.Notes.OfAIMeter, note => note.Contains("could not tell", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_its_client_gives_up_is_shared_until_it_has_left_and_no_longer()
    {
        TaskCompletionSource arrived = new();
        IRequestEnergyFeature? energy = null;
        await using WebService service = await WebService.Start(map: app => app.MapGet("/long", async (HttpContext context) =>
        {
            energy = context.Features.Get<IRequestEnergyFeature>();
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using CancellationTokenSource patience = new();
        Task<HttpResponseMessage> request = service.Client.GetAsync("/long", patience.Token);
        await arrived.Task;
        await Task.Delay(50, Cancel);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await WebService.Until(() => service.Meter.Shares!.Active == 0);

        (EnergyResult given, TimeSpan lasted) = (energy!.Energy, energy.Duration);
        await Task.Delay(50, Cancel);
        Assert.Equal(lasted, energy.Duration);
        Assert.InRange(energy.Energy.Energy!.Value.Joules, given.Low!.Value.Joules, given.High!.Value.Joules); // settled meanwhile
        Assert.True(energy.Energy.High > Energy.Zero);
    }

    [Fact]
    public async Task An_exception_of_the_service_passes_through_as_it_is_and_its_share_ends()
    {
        await using WebService service = await WebService.Start(map: app => app.MapGet("/broken", string () => throw new InvalidOperationException("mine")));
        using HttpResponseMessage response = await service.Get("/broken");
        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, response.StatusCode);
        await WebService.Until(() => service.Meter.Shares!.Active == 0);
        Assert.DoesNotContain(service.Notes.OfAIMeter, note => note.Contains("could not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_activity_of_the_request_carries_the_energy()
    {
        ConcurrentQueue<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using WebService service = await WebService.Start();
        using HttpResponseMessage response = await service.Get("/work?ms=37");
        await WebService.Until(() => ended.Any(activity => Equals(activity.GetTagItem("url.query"), "?ms=37") || activity.GetTagItem("aimeter.energy_joules") is not null));

        Activity told = ended.First(activity => activity.GetTagItem("aimeter.energy_joules") is not null);
        Assert.IsType<double>(told.GetTagItem("aimeter.energy_joules"));
        Assert.IsType<double>(told.GetTagItem("aimeter.energy_bound_joules"));
        Assert.Equal(("attributed", "counter", "spender"), (told.GetTagItem("aimeter.energy_method"), told.GetTagItem("aimeter.energy_sensor_method"), told.GetTagItem("aimeter.energy_source")));
        Assert.DoesNotContain(told.TagObjects, tag => tag.Key is "aimeter.energy_missing" or "aimeter.energy_unknown");
    }

    [Fact]
    public async Task Used_twice_the_middleware_counts_a_request_once()
    {
        int active = -1;
        await using WebService service = await WebService.Start(map: app =>
        {
            app.UseAIMeter();
            app.MapGet("/count", (ServiceMeter meter) => active = meter.Shares!.Active);
        });
        using HttpResponseMessage response = await service.Get("/count");
        Assert.Equal(1, active);
    }

    [Fact]
    public async Task An_unknown_energy_is_said_to_be_unknown_and_never_zero()
    {
        await using WebService service = await WebService.Start(options => options.Configure = meter =>
            meter.WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates().OnGpus("none-such"));
        using HttpResponseMessage response = await service.Get("/work?ms=1");
        string text = Assert.Single(response.Headers.GetValues("AIMeter-Energy"));
        Assert.StartsWith("unknown;reason=\"CPU: no source of CPU energy is ready", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turned_off_or_without_a_header_requests_are_served_as_ever(bool enabled)
    {
        await using WebService service = await WebService.Start(options => (options.Enabled, options.Header) = (enabled, null));
        using HttpResponseMessage response = await service.Get("/work?ms=1");
        Assert.Equal("done", await response.Content.ReadAsStringAsync(Cancel));
        Assert.DoesNotContain(response.Headers, header => header.Key.Contains("AIMeter", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(enabled, service.Meter.Shares is not null);
    }

    [Fact]
    public void Without_the_services_the_middleware_says_what_is_missing()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => app.UseAIMeter());
        Assert.Equal("UseAIMeter needs services.AddAIMeter() before the application is built.", error.Message);
    }

    // 200 ms in ten pieces.
    private static async Task Stream(HttpContext context)
    {
        for (int piece = 0; piece < 10; piece++)
        {
            await context.Response.WriteAsync(piece.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await context.Response.Body.FlushAsync();
            await Task.Delay(20);
        }
    }
}
