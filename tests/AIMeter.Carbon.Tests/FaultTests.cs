using System.Net;
using System.Net.Sockets;
using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What a network can do to a run. UkGrid stands for all: they share the way they are reached.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);

    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task A_server_that_never_answers_is_left_after_three_times_the_bound()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        IntensityAnswer answer = await AskAsync(service.Address, Attempt);
        Assert.Equal("no answer within 5 s, 3 times", answer.Problem);

        // The clock of the test can outrun a connection, so that an attempt ends before it arrives.
        Assert.InRange(service.Requests.Count, 1, 3);
    }

    [Fact]
    public async Task A_server_that_drips_its_answer_meets_the_same_bound()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync("{\"data\":["u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        Assert.Equal("no answer within 5 s, 3 times", (await AskAsync(service.Address, Attempt)).Problem);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_an_answer_is_a_problem_in_words()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync("{\"data\":["u8.ToArray());
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        Assert.StartsWith("127.0.0.1 cannot be reached", (await AskAsync(service.Address)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_an_address_is_a_problem_in_words() =>
        Assert.StartsWith("no-such-host.invalid cannot be reached (", (await AskAsync(new Uri("https://no-such-host.invalid"))).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task A_closed_port_is_a_problem_in_words()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal("127.0.0.1 cannot be reached (ConnectionError)", (await AskAsync(new Uri($"http://127.0.0.1:{port}"))).Problem);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(async context =>
        {
            byte[] spaces = new byte[1 << 20];
            Array.Fill(spaces, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
            }
        });
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await _play.LetTimePass(provider.GetIntensityAsync(Britain, TestContext.Current.CancellationToken));
        Assert.NotNull(answer.Problem);
        Assert.Empty(answer.Points);
    }

    [Fact]
    public async Task Giving_up_is_a_cancellation_and_not_an_answer()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        using var patience = new CancellationTokenSource();
        Task<IntensityAnswer> answer = provider.GetIntensityAsync(Britain, patience.Token);
        while (service.Requests.Count == 0)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Stop_returns_within_its_bound_and_a_later_settlement_finds_the_values()
    {
        bool slow = true;
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            slow ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-2), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddHours(-1), TimeSpan.FromHours(1));
        var account = new CarbonAccount(new CarbonSettings { Region = GridRegion.Parse("GB"), Providers = [provider] }, run, _play.Time);

        CarbonStatement atStop = await _play.LetTimePass(Task.Run(() => account.SettleWithin(TimeSpan.FromSeconds(5))));
        Assert.Equal(IntensityKind.StaticCountry, Assert.Single(atStop.Average.Shares).Provenance.Kind);
        Assert.True(atStop.IsProvisional);

        slow = false;
        CarbonStatement later = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, later.Average.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
        Assert.Equal(run.Total.Joules, later.Average.PricedEnergy.Joules, 1e-6);
        Assert.Equal(1, later.Revision);
    }

    [Fact]
    public async Task A_provider_that_dies_in_the_middle_of_a_run_loses_nothing_that_was_fetched()
    {
        bool dead = false;
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            dead ? Play.Json(context, "dead", 500) : Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-2), 200)));
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse("GB"), CarbonSignal.Average, -60, 0), TestContext.Current.CancellationToken);

        dead = true;
        _play.Time.Advance(TimeSpan.FromHours(9));
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddHours(-1), TimeSpan.FromHours(10));
        var account = new CarbonAccount(new CarbonSettings { Region = GridRegion.Parse("GB"), Providers = [provider] }, run, _play.Time);
        CarbonResult average = (await _play.LetTimePass(account.SettleAsync(TestContext.Current.CancellationToken))).Average;

        Assert.Contains(average.Notes, note => note.Contains("HTTP 500: dead; cached values are used", StringComparison.Ordinal));
        Assert.Equal([IntensityKind.Historical, IntensityKind.StaticCountry], average.Shares.Select(share => share.Provenance.Kind).Order());
        Assert.Equal(1.0, average.Coverage!.Value, 1e-9);
        Assert.StartsWith("mixed: ", average.Basis, StringComparison.Ordinal);
    }

    private static IntensityRequest Britain => Play.Ask(GridRegion.Parse("GB"), CarbonSignal.Average, -60, 0);

    private async Task<IntensityAnswer> AskAsync(Uri address, TimeSpan? attempt = null)
    {
        using var provider = new UkGrid(options: _play.Reach(address, attempt));
        return await _play.LetTimePass(provider.GetIntensityAsync(Britain, TestContext.Current.CancellationToken));
    }
}
