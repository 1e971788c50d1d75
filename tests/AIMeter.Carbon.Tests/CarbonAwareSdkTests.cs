using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

public sealed class CarbonAwareSdkTests : IDisposable
{
    private const string Past = """
        [{"location":"CAISO_NORTH","time":"2026-05-04T11:55:00+00:00","rating":439.5,"duration":"00:05:00"},
         {"location":"CAISO_NORTH","time":"2026-05-04T11:50:00+00:00","rating":438.5,"duration":"00:05:00"}]
        """;

    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task Observed_values_are_read_newest_first_and_name_the_place_that_answered()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Past));
        IntensityAnswer answer = await AskAsync(service, "azure:westus", -10, 0);
        Assert.Null(answer.Problem);
        Assert.Equal([(438.5, IntensityKind.Historical), (439.5, IntensityKind.Historical)],
            answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));
        Assert.All(answer.Points, point => Assert.Equal(("CAISO_NORTH", "marginal-operating, CO2, direct, margin"), (point.Provenance.Region, point.Provenance.Basis)));
        Seen request = Assert.Single(service.Requests);
        Assert.Equal(("/emissions/bylocation", "westus", "2026-05-04T09:50:00Z", "2026-05-04T12:00:00Z"),
            (request.Path, request.Query["location"], request.Query["time"], request.Query["toTime"]));
    }

    [Fact]
    public async Task Hours_to_come_are_read_from_the_current_forecast_and_labelled_so()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """
            [{"generatedAt":"2026-05-04T11:55:00+00:00","location":"westus","windowSize":5,
              "optimalDataPoints":[{"location":"westus","timestamp":"2026-05-04T12:05:00+00:00","duration":5,"value":200}],
              "forecastData":[{"location":"westus","timestamp":"2026-05-04T12:00:00+00:00","duration":5,"value":300},
                              {"location":"westus","timestamp":"2026-05-04T12:05:00+00:00","duration":5,"value":200}]}]
            """));
        IntensityAnswer answer = await AskAsync(service, "azure:westus", 0, 10);
        Assert.Equal([(300.0, IntensityKind.Forecast), (200.0, IntensityKind.Forecast)],
            answer.Points.Select(point => (point.OriginalValue!.Value, point.Provenance.Kind)));
        Assert.Equal("/emissions/forecasts/current", Assert.Single(service.Requests).Path);
    }

    [Fact]
    public async Task A_length_that_was_lost_is_the_step_of_the_list_and_a_lone_value_without_one_is_dropped()
    {
        string answered = """
            [{"location":"x","time":"2026-05-04T11:50:00Z","rating":1,"duration":"00:00:00"},
             {"location":"x","time":"2026-05-04T11:55:00Z","rating":2,"duration":"00:00:00"}]
            """;
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, answered));
        IntensityAnswer answer = await AskAsync(service, "azure:westus", -10, 0);
        Assert.All(answer.Points, point => Assert.Equal(TimeSpan.FromMinutes(5), point.Period));
        Assert.Equal(2, answer.Points.Count);

        answered = """[{"location":"x","time":"2026-05-04T11:55:00Z","rating":2,"duration":"00:00:00"}]""";
        answer = await AskAsync(service, "azure:eastus", -10, -6);
        Assert.Equal((0, 1), (answer.Points.Count, answer.Dropped));
    }

    [Fact]
    public async Task A_null_that_was_turned_into_minus_one_is_dropped_and_counted()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
            Play.Json(context, """[{"location":"DE","time":"2026-05-04T11:00:00Z","rating":-1,"duration":"01:00:00"}]"""));
        IntensityAnswer answer = await AskAsync(service, "azure:westus", -60, -6);
        Assert.Equal((0, 1), (answer.Points.Count, answer.Dropped));
        Assert.Equal("the service has no values for this time yet", answer.Problem);
    }

    [Fact]
    public async Task No_content_is_no_values_and_no_fault()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        Assert.Equal("the service has no values for this time yet", (await AskAsync(service, "azure:westus", -60, -6)).Problem);
    }

    [Fact]
    public async Task A_source_without_forecasts_says_so_once_and_the_past_stands()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => context.Request.Path == "/emissions/bylocation"
            ? Play.Json(context, Past)
            : Play.Json(context, """{"title":"NotImplementedException","status":501,"detail":"no forecasts"}""", 501));
        IntensityAnswer answer = await AskAsync(service, "azure:westus", -10, 60);
        Assert.Equal("HTTP 501: no forecasts", answer.Problem);
        Assert.Equal(2, answer.Points.Count);
        Assert.Single(service.RequestsTo("/emissions/forecasts/current"));
    }

    [Fact]
    public async Task Another_signal_and_a_place_without_a_name_are_not_asked_for()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Past));
        using CarbonAwareSdk provider = Provider(service);
        Assert.Equal("has the marginal-operating signal only",
            (await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse("azure:westus"), CarbonSignal.Average, -10, 0), Now)).Problem);
        Assert.Contains("give the provider a location",
            (await provider.GetIntensityAsync(Play.Ask(Play.Germany, CarbonSignal.MarginalOperating, -10, 0), Now)).Problem, StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task A_location_that_was_given_is_asked_for_wherever_the_run_is()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, Past));
        using CarbonAwareSdk provider = Provider(service, "my site & more");
        await provider.GetIntensityAsync(Play.Ask(Play.Germany, CarbonSignal.MarginalOperating, -10, 0), Now);
        Assert.Equal("my site & more", Assert.Single(service.Requests).Query["location"]);
    }

    [Fact]
    public void An_address_is_needed_and_may_be_one_inside_a_cluster()
    {
        Assert.Contains("no public service",
            Assert.Throws<ArgumentException>(() => new CarbonAwareSdk(CarbonSignal.Average, new CarbonHttpOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("no signal of a grid", Assert.Throws<ArgumentException>(() =>
            new CarbonAwareSdk(CarbonSignal.MarketBased, new CarbonHttpOptions { BaseAddress = new Uri("https://example.org") })).Message, StringComparison.Ordinal);
        new CarbonAwareSdk(CarbonSignal.Average, new CarbonHttpOptions { BaseAddress = new Uri("http://carbon-sdk.default.svc.cluster.local") }).Dispose();
        Assert.Throws<ArgumentException>(() =>
            new CarbonAwareSdk(CarbonSignal.Average, new CarbonHttpOptions { BaseAddress = new Uri("ftp://example.org") }));
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private CarbonAwareSdk Provider(LoopbackService service, string? location = null) =>
        new(CarbonSignal.MarginalOperating, _play.Reach(service.Address), location) { Gas = CarbonGas.CO2, Scope = EmissionScope.Direct };

    private async Task<IntensityAnswer> AskAsync(LoopbackService service, string region, int from, int to)
    {
        using CarbonAwareSdk provider = Provider(service);
        return await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse(region), CarbonSignal.MarginalOperating, from, to), Now);
    }
}
