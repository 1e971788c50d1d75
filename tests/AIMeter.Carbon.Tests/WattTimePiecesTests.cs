using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>One question can take several calls: one that fails costs its own values and no others.</summary>
public sealed class WattTimePiecesTests : IAsyncLifetime
{
    private const int FortyDays = 40 * 24 * 60;

    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public WattTimePiecesTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Where_the_past_fails_the_forecast_is_asked_all_the_same(int status)
    {
        _script.Instead = context =>
            context.Request.Path == "/v3/historical" ? Play.Json(context, """{"error":"no past"}""", status) : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, -10, 60));
        Assert.Contains($"HTTP {status}: no past", answer.Problem, StringComparison.Ordinal);
        Assert.All(answer.Points, point => Assert.Equal(IntensityKind.Forecast, point.Provenance.Kind));
        Assert.NotEmpty(answer.Points);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_later_piece_that_fails_leaves_the_earlier_one(int status)
    {
        int pieces = 0;
        _script.Instead = context => context.Request.Path == "/v3/historical" && ++pieces > 1
            ? Play.Json(context, """{"error":"no more"}""", status)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await _play.LetTimePass(Marginal(provider, -FortyDays, -24 * 60));
        Assert.Equal($"HTTP {status}: no more", answer.Problem);
        Assert.Equal(Play.Noon.AddMinutes(-FortyDays), answer.Points.First(point => point.From >= Play.Noon.AddMinutes(-FortyDays)).From);
        Assert.InRange(answer.Points.Count, 8000, 8700);
    }

    [Fact]
    public async Task An_earlier_piece_that_fails_leaves_the_later_one()
    {
        int pieces = 0;
        _script.Instead = context => context.Request.Path == "/v3/historical" && ++pieces == 1
            ? Play.Json(context, """{"error":"too old"}""", 400)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await Marginal(provider, -FortyDays, 0);
        Assert.Equal("HTTP 400: too old", answer.Problem);
        Assert.InRange(answer.Points.Count, 2800, 3000);
    }

    [Fact]
    public async Task A_piece_of_another_region_or_signal_is_not_used()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T11:50:00+00:00","value":870}""", region: "CAISO_NORTH"))
            : Play.Json(context, WattTimeService.Envelope("""{"point_time":"2026-05-04T12:00:00+00:00","value":870}""", signal: "health_damage"));
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, "DE", _play.Reach(_service.Address));
        IntensityAnswer answer = await Marginal(provider, -10, 10);
        Assert.Empty(answer.Points);
        Assert.Equal("asked for the region DE, answered for 'CAISO_NORTH': not used", answer.Problem);
        Assert.Equal(["/login", "/v3/historical", "/v3/forecast"], _service.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData(CarbonSignal.MarginalOperating, 20, 2)]
    [InlineData(CarbonSignal.MarginalOperating, 30, 1)]
    [InlineData(CarbonSignal.Average, 30, 2)]
    [InlineData(CarbonSignal.Average, 71, 2)]
    [InlineData(CarbonSignal.Average, 80, 1)]
    public async Task Marginal_values_are_final_after_a_day_and_averages_after_three(CarbonSignal signal, int hoursOld, int requests)
    {
        using WattTime provider = Provider();
        IntensityRequest request = Play.Ask(Play.Berlin, signal, -60 * hoursOld, (-60 * hoursOld) + 20);
        await provider.GetIntensityAsync(request, Now);
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        await provider.GetIntensityAsync(request, Now);
        Assert.Equal(requests, _service.RequestsTo("/v3/historical").Count);
    }

    [Fact]
    public async Task Points_out_of_order_twice_and_of_other_zones_of_time_end_in_one_line()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""
                {"point_time":"2026-05-04T13:55:00+02:00","value":430},
                {"point_time":"2026-05-04T11:50:00Z","value":100,"imputed_data_used":true},
                {"point_time":"2026-05-04T17:20:00+05:30","value":870},
                {"point_time":"2026-05-04T11:50:00+00:00","value":101,"imputed_data_used":true},
                {"point_time":"2026-05-04T11:55:00Z","value":431}
                """))
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer answer = await provider.GetIntensityAsync(
            new IntensityRequest(Play.Berlin, CarbonSignal.MarginalOperating, Play.Noon.AddMinutes(-10).ToOffset(TimeSpan.FromHours(-7)), Play.Noon.ToOffset(TimeSpan.FromHours(9))),
            Now);
        Assert.Equal([(Play.Noon.AddMinutes(-10), 870.0, IntensityKind.Historical), (Play.Noon.AddMinutes(-5), 431.0, IntensityKind.Historical)],
            answer.Points.Select(point => (point.From, point.OriginalValue!.Value, point.Provenance.Kind)));
        Assert.Equal(("2026-05-04T09:50:00Z", "2026-05-04T12:00:00Z"), (_service.RequestsTo("/v3/historical")[0].Query["start"], _service.RequestsTo("/v3/historical")[0].Query["end"]));
    }

    [Fact]
    public async Task A_window_with_a_hole_in_it_is_filled_and_each_part_says_how()
    {
        _script.Instead = context => context.Request.Path == "/v3/historical"
            ? Play.Json(context, WattTimeService.Envelope("""
                {"point_time":"2026-05-04T10:00:00Z","value":400},
                {"point_time":"2026-05-04T10:05:00Z","value":null},
                {"point_time":"2026-05-04T11:00:00Z","value":800}
                """))
            : _script.Pass(context);
        using WattTime provider = Provider();
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Play.Noon.AddHours(-2), TimeSpan.FromMinutes(65));
        var account = new CarbonAccount(new CarbonSettings { Region = Play.Berlin, Providers = [provider] }, run, _play.Time);
        CarbonResult marginal = (await account.SettleAsync(Now)).Marginal;
        Assert.Equal([IntensityKind.Historical, IntensityKind.Interpolated], marginal.Shares.Select(share => share.Provenance.Kind).Order());
        Assert.Equal(1, marginal.Coverage!.Value, 1e-9);
        Assert.Equal(1, marginal.Dropped);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static Task<IntensityAnswer> Marginal(WattTime provider, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(Play.Berlin, CarbonSignal.MarginalOperating, from, to), Now);

    private WattTime Provider() => new(WattTimeService.User, WattTimeService.Password, options: _play.Reach(_service.Address));
}
