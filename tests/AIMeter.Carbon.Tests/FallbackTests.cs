using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What stands in when the service does not answer, or not in time, and what it is called.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public FallbackTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Fact]
    public async Task A_caller_without_more_time_gets_what_was_warmed_with_its_step_and_age()
    {
        using WattTime provider = Provider();
        await WarmUpAsync(provider);
        _play.Time.Advance(TimeSpan.FromMinutes(30));
        IntensityAnswer answer = await GiveUpAsync(provider, Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, 0, 30));

        Assert.Equal("no answer in the time given; cached values are used: forecast, fetched 30 min before", answer.Problem);
        IntensityPoint[] asked = [.. answer.Points.Where(point => point.From >= Play.Noon)];
        Assert.Equal(6, asked.Length);
        Assert.All(asked, point => Assert.Equal((IntensityKind.Forecast, "from the cache, fetched 30 min before"), (point.Provenance.Kind, point.Provenance.Note)));
    }

    [Fact]
    public async Task The_place_of_an_earlier_process_is_enough_for_a_caller_without_more_time()
    {
        using (WattTime first = Provider())
        {
            await WarmUpAsync(first);
        }

        _play.Time.Advance(TimeSpan.FromMinutes(30));
        using WattTime second = Provider();
        IntensityAnswer answer = await GiveUpAsync(second, Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, 0, 30));
        Assert.Equal(6, answer.Points.Count(point => point.From >= Play.Noon));
        Assert.Equal("DE", answer.Points[0].Provenance.Region);
    }

    [Fact]
    public async Task Throttled_for_good_the_warmed_forecast_stands_in()
    {
        using WattTime provider = Provider();
        await WarmUpAsync(provider);
        _play.Time.Advance(TimeSpan.FromMinutes(30));
        _script.Instead = context => Play.Json(context, """{"error":"slow down"}""", 429);
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, 0, 30));
        Assert.StartsWith("HTTP 429: slow down; cached values are used: forecast, fetched ", answer.Problem, StringComparison.Ordinal);
        Assert.Equal(6, answer.Points.Count(point => point.From >= Play.Noon));
        Assert.Empty(_service.RequestsTo("/v3/forecast").Skip(1));
    }

    [Fact]
    public async Task Pieces_that_came_before_the_caller_gave_up_are_kept()
    {
        int pieces = 0;
        var hangs = new TaskCompletionSource();
        _script.Instead = async context =>
        {
            if (context.Request.Path == "/v3/historical" && ++pieces == 2)
            {
                hangs.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await _script.Pass(context);
        };
        using WattTime provider = Provider();
        using var patience = new CancellationTokenSource();
        Task<IntensityAnswer> asked = provider.GetIntensityAsync(
            Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, -40 * 24 * 60, 0), patience.Token);
        await hangs.Task.WaitAsync(Now);
        await patience.CancelAsync();
        IntensityAnswer answer = await asked;
        Assert.Equal("no answer in the time given", answer.Problem);
        Assert.InRange(answer.Points.Count, 8000, 8700);
    }

    [Fact]
    public async Task A_forecast_warmed_again_during_a_long_run_covers_its_end()
    {
        using WattTime provider = Provider();
        var settings = new CarbonSettings { Region = Play.Berlin, Providers = [provider] };
        TimeSpan horizon = TimeSpan.FromHours(24);
        await CarbonAccount.WarmUpAsync(settings, Play.Noon, horizon, Now);
        _play.Time.Advance(TimeSpan.FromHours(20));
        await CarbonAccount.WarmUpAsync(settings, Play.Noon.AddHours(20), horizon, Now);
        _play.Time.Advance(TimeSpan.FromHours(20));
        _script.Instead = context => Play.Json(context, "gone", 503);
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, 0, 40 * 60));

        IntensityPoint[] asked = [.. answer.Points.Where(point => point.From >= Play.Noon)];
        Assert.Equal(40 * 12, asked.Length);
        Assert.Contains("cached values are used: forecast, fetched 20 h to 40 h before", answer.Problem, StringComparison.Ordinal);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static Task<IntensityAnswer> Marginal(WattTime provider, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, from, to), Now);

    private static async Task WarmUpAsync(WattTime provider) => await Marginal(provider, 0, 120);

    /// <summary>Asks a service that hangs from now on, and gives up once the first request has arrived.</summary>
    private async Task<IntensityAnswer> GiveUpAsync(WattTime provider, IntensityRequest request)
    {
        var arrived = new TaskCompletionSource();
        _script.Instead = context =>
        {
            arrived.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var patience = new CancellationTokenSource();
        Task<IntensityAnswer> answer = provider.GetIntensityAsync(request, patience.Token);
        await arrived.Task.WaitAsync(Now);
        await patience.CancelAsync();
        return await answer;
    }

    private WattTime Provider() => new(WattTimeService.User, WattTimeService.Password, options: _play.Reach(_service.Address));
}
