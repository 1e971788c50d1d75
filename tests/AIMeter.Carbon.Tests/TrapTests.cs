using System.Globalization;
using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Small letters of the three contracts that are easily overlooked.</summary>
public sealed class TrapTests : IAsyncLifetime
{
    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public TrapTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Fact]
    public async Task The_region_of_a_point_is_found_once_for_each_signal_and_again_after_a_day()
    {
        using WattTime provider = new(WattTimeService.User, WattTimeService.Password, options: _play.Reach(_service.Address));
        foreach (int hours in (int[])[0, 23, 2])
        {
            _play.Time.Advance(TimeSpan.FromHours(hours));
            await AskAsync(provider, Play.Berlin, CarbonSignal.MarginalOperating, -10, 0);
            await AskAsync(provider, Play.Berlin, CarbonSignal.Average, -10, 0);
        }

        Assert.Equal(["co2_moer", "co2_aoer", "co2_moer", "co2_aoer"],
            _service.RequestsTo("/v3/region-from-loc").Select(request => request.Query["signal_type"]));
    }

    [Theory]
    [InlineData("\"data_point_period_seconds\":3600,", CarbonSignal.Average, 60)]
    [InlineData("\"data_point_period_seconds\":300,", CarbonSignal.Average, 5)]
    [InlineData("\"data_point_period_seconds\":0,", CarbonSignal.MarginalOperating, 5)]
    [InlineData("", CarbonSignal.MarginalOperating, 5)]
    [InlineData("", CarbonSignal.Average, 60)]
    public async Task A_value_of_WattTime_holds_as_long_as_its_answer_says(string period, CarbonSignal signal, int minutes)
    {
        _script.Instead = context => Play.Json(context,
            $$$"""{"data":[{"point_time":"2026-05-04T10:00:00Z","value":870}],"meta":{{{{period}}}"units":"lbs_co2_per_mwh"}}""");
        using WattTime provider = WattTimeOf("DE");
        Assert.Equal(minutes, Assert.Single((await AskAsync(provider, Play.Berlin, signal, -120, -115)).Points).Period.TotalMinutes);
    }

    [Theory]
    [InlineData(100, "72")]
    [InlineData(71, "71")]
    [InlineData(1, "1")]
    public async Task A_forecast_reaches_three_days_at_most(int hours, string horizon)
    {
        using WattTime provider = WattTimeOf("DE");
        await AskAsync(provider, Play.Berlin, CarbonSignal.MarginalOperating, 0, 60 * hours);
        Assert.Equal(horizon, Assert.Single(_service.RequestsTo("/v3/forecast")).Query["horizon_hours"]);
    }

    [Fact]
    public async Task Averages_of_WattTime_have_no_forecast_and_none_is_asked_for()
    {
        using WattTime provider = WattTimeOf("DE");
        IntensityAnswer answer = await AskAsync(provider, Play.Berlin, CarbonSignal.Average, 60, 120);
        Assert.Empty(answer.Points);
        Assert.Empty(_service.Requests);
    }

    [Theory]
    [InlineData("5_minutes", 5)]
    [InlineData("15_minutes", 15)]
    [InlineData("hourly", 60)]
    [InlineData("something_new", 60)]
    public async Task A_value_of_Electricity_Maps_holds_as_long_as_its_granularity_says(string granularity, int minutes)
    {
        await using LoopbackService service = await MapsAsync(() => History("241.0", estimated: false, granularity));
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        IntensityAnswer answer = await AskAsync(provider, Play.Germany, CarbonSignal.Average, -60, -50);
        Assert.Equal(minutes, Assert.Single(answer.Points).Period.TotalMinutes);
        Assert.Contains("no redistribution", answer.Points[0].Provenance.Licence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_estimate_of_Electricity_Maps_is_replaced_when_the_measured_value_has_come()
    {
        string answered = History("300", estimated: true);
        await using LoopbackService service = await MapsAsync(() => answered);
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        IntensityAnswer first = await AskAsync(provider, Play.Germany, CarbonSignal.Average, -60, 0);
        answered = History("250", estimated: false);
        _play.Time.Advance(TimeSpan.FromHours(2));
        IntensityAnswer second = await AskAsync(provider, Play.Germany, CarbonSignal.Average, -60, 0);
        Assert.Equal((300.0, IntensityKind.Estimated), Known(first));
        Assert.Equal((250.0, IntensityKind.Historical), Known(second));
    }

    [Fact]
    public async Task An_imputed_value_of_WattTime_is_replaced_when_the_measured_value_has_come()
    {
        string answered = """{"point_time":"2026-05-04T10:00:00Z","value":870,"imputed_data_used":true}""";
        _script.Instead = context => Play.Json(context, WattTimeService.Envelope(answered));
        using WattTime provider = WattTimeOf("DE");
        IntensityAnswer first = await AskAsync(provider, Play.Berlin, CarbonSignal.MarginalOperating, -120, -115);
        answered = """{"point_time":"2026-05-04T10:00:00Z","value":430,"imputed_data_used":false}""";
        _play.Time.Advance(TimeSpan.FromMinutes(6));
        IntensityAnswer second = await AskAsync(provider, Play.Berlin, CarbonSignal.MarginalOperating, -120, -115);
        Assert.Equal((870.0, IntensityKind.Imputed), Known(first));
        Assert.Equal((430.0, IntensityKind.Historical), Known(second));
    }

    [Fact]
    public async Task Degrees_of_Electricity_Maps_are_written_with_a_point_in_every_culture()
    {
        await using LoopbackService service = await MapsAsync(() => History("241.0", estimated: false));
        using var provider = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            await AskAsync(provider, GridRegion.FromCoordinates(52.520008, 13.404954), CarbonSignal.Average, -60, 0);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(("52.52", "13.40"), (service.Requests[0].Query["lat"], service.Requests[0].Query["lon"]));
    }

    private static (double, IntensityKind) Known(IntensityAnswer answer) =>
        Assert.Single(answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));

    private static Task<LoopbackService> MapsAsync(Func<string> answer) => LoopbackService.StartAsync(context => Play.Json(context, answer()));

    private static string History(string grams, bool estimated, string granularity = "hourly") =>
        $$"""{"zone":"DE","temporalGranularity":"{{granularity}}","history":[{"carbonIntensity":{{grams}},"datetime":"2026-05-04T11:00:00.000Z","isEstimated":{{(estimated ? "true" : "false")}},"estimationMethod":"SOMETHING_NEW"}]}""";

    private static Task<IntensityAnswer> AskAsync(ICarbonIntensityProvider provider, GridRegion region, CarbonSignal signal, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(region, signal, from, to), TestContext.Current.CancellationToken);

    private WattTime WattTimeOf(string region) => new(WattTimeService.User, WattTimeService.Password, region, _play.Reach(_service.Address));
}
