using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AIMetering.Live;
using Xunit;

namespace AIMetering.Browser.Tests.Live;

/// <summary>What the server sends, how much it bears, and how it ends.</summary>
public class ServingTests
{
    private static readonly DashboardOptions Quick = new() { RefreshEvery = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Whoever_comes_back_gets_what_was_missed_and_nothing_twice()
    {
        using MeterSession meter = AIMeter.Configure("back").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        string id;
        using (EventStream first = await EventStream.OpenAsync(dashboard.Url))
        {
            await first.NextAsync();
            (id, _) = await first.NextAsync();
        }

        await Task.Delay(500, TestContext.Current.CancellationToken);
        using EventStream second = await EventStream.OpenAsync(dashboard.Url, id);
        Assert.Equal(Number(id) + 1, Number((await second.NextAsync()).Id));
        using EventStream stranger = await EventStream.OpenAsync(dashboard.Url, "another-run-99");
        Assert.Equal(0, Number((await stranger.NextAsync()).Id));
    }

    [Fact]
    public async Task A_silent_sensor_is_a_gap_and_an_unknown_power_is_null()
    {
        SteadyLoad load = new() { Load = double.NaN, Watts = double.NaN };
        using MeterSession meter = AIMeter.Configure("gap").AddSource(load).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        using EventStream events = await EventStream.OpenAsync(dashboard.Url);
        JsonElement run = (await events.NextAsync("run")).Data;
        int device = Place(run.GetProperty("devices"), "id", "gpu7");
        JsonElement frame = (await events.NextAsync()).Data;
        Assert.Equal(JsonValueKind.Null, frame.GetProperty("devices")[device].GetProperty("watts").ValueKind);
        Assert.False(string.IsNullOrEmpty(frame.GetProperty("devices")[device].GetProperty("energy").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task One_client_too_many_is_told_to_come_later_and_a_place_that_falls_free_is_given_again()
    {
        using MeterSession meter = AIMeter.Configure("full").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick with { MaxClients = 1 });
        using HttpClient http = new();
        using (EventStream only = await EventStream.OpenAsync(dashboard.Url))
        {
            await only.NextAsync();
            using HttpResponseMessage refused = await http.SendAsync(EventStream.Request(dashboard.Url, "/events"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        }

        using EventStream next = await WhenFreeAsync(dashboard.Url);
        await next.NextAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_let_go_and_nobody_waits_for_it()
    {
        using MeterSession meter = AIMeter.Configure("slow").Start();
        for (int series = 0; series < 4000; series++)
        {
            meter.Record($"a series with a long name to fill the pipe quickly, number {series}", series);
        }

        using LiveDashboard dashboard = meter.ServeDashboard(Quick with { MaxClients = 1, KeepFrames = 10 });
        using Socket mute = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
        await mute.ConnectAsync(IPAddress.Loopback, dashboard.Url.Port, TestContext.Current.CancellationToken);
        await mute.SendAsync(System.Text.Encoding.ASCII.GetBytes(
            $"GET /events HTTP/1.1\r\nHost: {dashboard.Url.Authority}\r\nAuthorization: Bearer {EventStream.TokenOf(dashboard.Url)}\r\n\r\n"));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        while (dashboard.IsServing)
        {
            // Fresh values make every frame large; the session goes on recording, whoever reads.
            for (int series = 0; series < 4000; series++)
            {
                meter.Record($"a series with a long name to fill the pipe quickly, number {series}", Environment.TickCount64 + series);
            }

            using HttpClient http = new();
            using HttpResponseMessage answer = await http.SendAsync(
                EventStream.Request(dashboard.Url, "/events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The dashboard ended.");
    }

    [Fact]
    public async Task It_ends_with_its_session_and_says_so()
    {
        using MeterSession meter = AIMeter.Configure("end").AddSource(new SteadyLoad()).Start();
        using LiveDashboard dashboard = meter.ServeDashboard(Quick);
        using EventStream events = await EventStream.OpenAsync(dashboard.Url);
        await events.NextAsync();
        meter.Stop();
        await events.NextAsync("end");
        await EndAsync(dashboard);
        using HttpClient http = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(dashboard.Url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Disposing_ends_the_page_and_not_the_session()
    {
        using MeterSession meter = AIMeter.Configure("dispose").AddSource(new SteadyLoad()).Start();
        LiveDashboard dashboard = meter.ServeDashboard(Quick);
        dashboard.Dispose();
        dashboard.Dispose();
        Assert.False(dashboard.IsServing);
        Assert.False(meter.IsStopped);
        using HttpClient http = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(dashboard.Url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_port_in_use_is_named_with_the_option_and_the_remedy()
    {
        using MeterSession meter = AIMeter.Configure("port").AddSource(new SteadyLoad()).Start();
        using LiveDashboard first = meter.ServeDashboard();
        IOException error = Assert.Throws<IOException>(() => meter.ServeDashboard(new() { Port = first.Url.Port }));
        Assert.Equal($"DashboardOptions.Port is {first.Url.Port}, and another program listens there already. Give another port, or 0 for any free one.", error.Message);
        Assert.False(meter.IsStopped);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        using MeterSession meter = AIMeter.Configure("options").AddSource(new SteadyLoad()).Start();
        Refused(nameof(DashboardOptions.Port), new() { Port = 70_000 });
        Refused(nameof(DashboardOptions.Token), new() { Token = "short" });
        Refused(nameof(DashboardOptions.RefreshEvery), new() { RefreshEvery = TimeSpan.FromMilliseconds(1) });
        Refused(nameof(DashboardOptions.KeepFrames), new() { KeepFrames = 1 });
        Refused(nameof(DashboardOptions.MaxClients), new() { MaxClients = 0 });
        Refused(nameof(DashboardOptions.AllowedHosts), new() { Address = IPAddress.Any });
        meter.Stop();
        Assert.Throws<InvalidOperationException>(() => meter.ServeDashboard());

        void Refused(string option, DashboardOptions options) =>
            Assert.StartsWith($"DashboardOptions.{option} is ", Assert.Throws<ArgumentException>(() => meter.ServeDashboard(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_are_printed_do_not_tell_the_token() =>
        Assert.DoesNotContain("0123456789abcdef", new DashboardOptions { Token = "0123456789abcdef" }.ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_session_that_its_program_forgot_is_not_kept_by_its_page()
    {
        using LiveDashboard dashboard = Forget();
        for (int tries = 0; tries < 300 && dashboard.IsServing; tries++)
        {
            GC.Collect();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.False(dashboard.IsServing);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LiveDashboard Forget() => AIMeter.Configure("forgotten").AddSource(new SteadyLoad()).Start().ServeDashboard(Quick);

    private static async Task<EventStream> WhenFreeAsync(Uri url)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await EventStream.OpenAsync(url);
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task EndAsync(LiveDashboard dashboard)
    {
        for (int tries = 0; tries < 100 && dashboard.IsServing; tries++)
        {
            await Task.Delay(100);
        }

        dashboard.Dispose();
    }

    private static long Number(string id) => long.Parse(id[(id.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static int Place(JsonElement list, string property, string value) =>
        list.EnumerateArray().Select((each, index) => (each, index)).First(entry => entry.each.GetProperty(property).GetString() == value).index;
}
