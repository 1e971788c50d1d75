using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Answers that are not what the contract says cost their values and are told in words.</summary>
public sealed class BrokenAnswerTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("{\"data\":[")]
    [InlineData("{\"data\":\"none\"}")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("<html>200 OK, says the proxy</html>")]
    public async Task A_broken_answer_is_a_problem_and_not_an_exception(string body)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, body));
        using var britain = new UkGrid(options: _play.Reach(service.Address));
        using var maps = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        foreach (IntensityAnswer answer in new[] { await AskAsync(britain, "GB"), await AskAsync(maps, "DE") })
        {
            Assert.NotNull(answer.Problem);
            Assert.Empty(answer.Points);
        }
    }

    [Fact]
    public async Task Values_of_another_kind_or_size_are_dropped_and_counted()
    {
        const string Rows = """
            {"datetime":"2026-05-04T08:00:00Z","carbonIntensity":"241"},
            {"datetime":"2026-05-04T09:00:00Z","carbonIntensity":-1},
            {"datetime":"2026-05-04T10:00:00Z","carbonIntensity":3001},
            {"datetime":"2026-05-04T10:00:00Z","carbonIntensity":1e999},
            {"datetime":"2026-05-04T11:00:00","carbonIntensity":200},
            {"datetime":20260504,"carbonIntensity":200},
            7,
            {"datetime":"2026-05-04T13:00:00+02:00","carbonIntensity":241.5}
            """;
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, $$"""{"zone":"DE","history":[{{Rows}}]}"""));
        using var maps = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        IntensityAnswer answer = await AskAsync(maps, "DE");
        Assert.Equal(7, answer.Dropped);
        Assert.Equal((Play.Noon.AddHours(-1), 241.5), Assert.Single(answer.Points.Select(point => (point.From, point.OriginalValue!.Value))));
    }

    [Fact]
    public async Task A_charset_that_does_not_exist_and_a_mark_of_the_byte_order_are_read_over()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(async context =>
        {
            context.Response.Headers.ContentType = "application/json; charset=no-such-charset";
            await context.Response.Body.WriteAsync(new byte[] { 0xEF, 0xBB, 0xBF });
            await context.Response.WriteAsync(UkGridTests.Day(Play.Noon.AddHours(-1), 200));
        });
        using var britain = new UkGrid(options: _play.Reach(service.Address));
        IntensityAnswer answer = await AskAsync(britain, "GB");
        Assert.Null(answer.Problem);
        Assert.NotEmpty(answer.Points);
    }

    [Fact]
    public async Task Half_hours_out_of_order_and_twice_are_put_in_order_and_the_actual_value_stays()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """
            {"data":[
              {"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":170,"actual":171}},
              {"from":"2026-05-04T11:00Z","to":"2026-05-04T11:30Z","intensity":{"forecast":160,"actual":161}},
              {"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":180,"actual":null}}]}
            """));
        using var britain = new UkGrid(options: _play.Reach(service.Address));
        Assert.Equal([161.0, 171.0], (await AskAsync(britain, "GB")).Points.Select(point => point.OriginalValue!.Value));
    }

    [Fact]
    public async Task A_half_hour_of_another_region_is_not_used()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context,
            """{"data":{"regionid":12,"data":[{"from":"2026-05-04T11:30Z","to":"2026-05-04T12:00Z","intensity":{"forecast":140}}]}}"""));
        using var london = new UkGrid(13, _play.Reach(service.Address));
        IntensityAnswer answer = await AskAsync(london, "GB");
        Assert.Equal("asked for region 13, answered for region 12: not used", answer.Problem);
        Assert.Empty(answer.Points);
    }

    [Fact]
    public async Task Throttled_at_the_first_endpoint_the_others_are_left_alone()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """{"error":"slow down"}""", 429));
        using var maps = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        IntensityAnswer answer = await _play.LetTimePass(maps.GetIntensityAsync(
            Play.Ask(Play.Germany, CarbonSignal.Average, -30 * 24 * 60, 60), TestContext.Current.CancellationToken));
        Assert.Equal("HTTP 429: slow down", answer.Problem);
        Assert.Equal(4, service.Requests.Count);
        Assert.Single(service.Requests.Select(request => request.Path + request.Query["start"]).Distinct());
    }

    private static Task<IntensityAnswer> AskAsync(ICarbonIntensityProvider provider, string region) =>
        provider.GetIntensityAsync(Play.Ask(GridRegion.Parse(region), CarbonSignal.Average, -60, 0), TestContext.Current.CancellationToken);
}
