using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What is kept between questions and between processes.</summary>
public sealed class WattTimeCacheTests : IAsyncLifetime
{
    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public WattTimeCacheTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Fact]
    public async Task Values_that_will_not_change_are_served_from_the_disk_to_the_next_process()
    {
        using (WattTime first = Provider())
        {
            await Marginal(first, -2880, -2860);
        }

        int asked = _service.Requests.Count;
        using WattTime second = new(WattTimeService.User, WattTimeService.Password, "DE", _play.Reach(_service.Address));
        IntensityAnswer answer = await Marginal(second, -2880, -2860);
        Assert.Equal(4, answer.Points.Count(point => point.From >= Play.Noon.AddMinutes(-2880)));
        Assert.Equal(asked, _service.Requests.Count);
    }

    [Fact]
    public async Task Fresh_values_are_asked_for_again_only_after_five_minutes()
    {
        using WattTime provider = Provider();
        await Marginal(provider, -10, 0);
        await Marginal(provider, -10, 0);
        Assert.Single(_service.RequestsTo("/v3/historical"));
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        await Marginal(provider, -10, 0);
        Assert.Equal(2, _service.RequestsTo("/v3/historical").Count);
    }

    [Fact]
    public async Task When_the_service_fails_later_the_cache_answers_and_says_so()
    {
        using WattTime first = Provider();
        await Marginal(first, -10, 0);
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        _script.Instead = context => Play.Json(context, "gone", 503);
        using WattTime second = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(second, -10, 0));
        Assert.Contains("HTTP 503: gone; cached values are used", answer.Problem, StringComparison.Ordinal);
        Assert.Equal(2, answer.Points.Count(point => point.From >= Play.Noon.AddMinutes(-10)));
    }

    [Fact]
    public async Task When_the_service_dies_during_the_run_the_forecast_from_its_start_prices_the_rest()
    {
        using WattTime provider = Provider();
        var settings = new CarbonSettings { Region = Play.Berlin, Providers = [provider] };
        await CarbonAccount.WarmUpAsync(settings, Play.Noon, TimeSpan.FromHours(2), Now);
        _play.Time.Advance(TimeSpan.FromMinutes(30));
        _script.Instead = context => Play.Json(context, "gone", 503);
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon, TimeSpan.FromMinutes(30));
        var account = new CarbonAccount(settings, run, _play.Time);
        CarbonResult marginal = (await _play.LetTimePass(account.SettleAsync(Now))).Marginal;

        Assert.Equal(IntensityKind.Forecast, Assert.Single(marginal.Shares).Provenance.Kind);
        Assert.Equal(650 * 0.45359237, marginal.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
        Assert.Contains(marginal.Notes, note => note.Contains("cached values are used", StringComparison.Ordinal));
        Assert.True(account.Current.IsProvisional);
    }

    [Fact]
    public async Task A_late_value_replaces_the_one_that_stood_in_for_it()
    {
        using WattTime provider = Provider();
        _script.Newest = Play.Noon.AddMinutes(-15);
        await Marginal(provider, -30, 0);
        _play.Time.Advance(TimeSpan.FromMinutes(20));
        _script.Newest = DateTimeOffset.MaxValue;
        IntensityAnswer answer = await Marginal(provider, -30, 0);
        Assert.All(answer.Points, point => Assert.Equal(IntensityKind.Historical, point.Provenance.Kind));
    }

    [Fact]
    public async Task Models_are_never_mixed_and_the_newest_wins()
    {
        using WattTime provider = Provider();
        await Marginal(provider, -20, 0);
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T11:50:00+00:00","value":999}""", model: "2026-05-01"))
            : _script.Pass(context);
        IntensityAnswer answer = await Marginal(provider, -20, 0);
        Assert.Equal(["2026-05-01"], answer.Points.Select(point => point.Provenance.Vintage).Distinct());
    }

    [Fact]
    public async Task A_damaged_cache_costs_its_damaged_lines_only()
    {
        using (WattTime first = Provider())
        {
            await Marginal(first, -2880, -2860);
        }

        string file = Directory.GetFiles(_play.Folder, "2026-05-02.jsonl", SearchOption.AllDirectories).Single();
        string[] lines = await File.ReadAllLinesAsync(file, Now);
        lines[^1] = lines[^1][..20];
        await File.WriteAllLinesAsync(file, lines, Now);
        using WattTime second = Provider();
        IntensityAnswer answer = await Marginal(second, -2880, -2860);
        Assert.Null(answer.Problem);
        Assert.Equal(4, answer.Points.Count(point => point.From >= Play.Noon.AddMinutes(-2880)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_costs_the_cache_only()
    {
        await File.WriteAllTextAsync(_play.Folder, "in the way", Now);
        try
        {
            using WattTime provider = Provider();
            IntensityAnswer answer = await Marginal(provider, -10, 0);
            Assert.Contains("cache cannot be written", answer.Problem, StringComparison.Ordinal);
            Assert.NotEmpty(answer.Points);
        }
        finally
        {
            File.Delete(_play.Folder);
        }
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static Task<IntensityAnswer> Marginal(WattTime provider, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, from, to), Now);

    private WattTime Provider() => new(WattTimeService.User, WattTimeService.Password, options: _play.Reach(_service.Address));
}
