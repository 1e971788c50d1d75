using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Whether it is of use to ask again: a statement is final when nobody serves a signal.</summary>
public sealed class ServedTests : IDisposable
{
    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task What_a_provider_does_not_have_will_not_come()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, "{}"));
        CarbonHttpOptions options = _play.Reach(service.Address);
        using var britain = new UkGrid(options: options);
        using var maps = new ElectricityMaps("tok-123", options);
        using var watt = new WattTime("ada", "password", options: options);
        using var sdk = new CarbonAwareSdk(CarbonSignal.Average, options);
        Assert.False(await IsServedAsync(britain, "GB", CarbonSignal.MarginalOperating));
        Assert.False(await IsServedAsync(britain, "DE", CarbonSignal.Average));
        Assert.False(await IsServedAsync(britain, "em:GB-NIR", CarbonSignal.Average));
        Assert.False(await IsServedAsync(maps, "DE", CarbonSignal.MarginalOperating));
        Assert.False(await IsServedAsync(maps, "US-CA", CarbonSignal.Average));
        Assert.False(await IsServedAsync(watt, "DE", CarbonSignal.MarginalOperating));
        Assert.False(await IsServedAsync(watt, "52.52,13.40", CarbonSignal.MarginalCombined));
        Assert.False(await IsServedAsync(sdk, "DE", CarbonSignal.Average));
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData(401, """{"error":"Invalid auth-token"}""", false)]
    [InlineData(403, """{"error":"Endpoint not available"}""", false)]
    [InlineData(403, "<html>blocked</html>", true)]
    [InlineData(404, """{"error":"No recent data"}""", true)]
    [InlineData(429, """{"error":"slow down"}""", true)]
    [InlineData(503, "gone", true)]
    [InlineData(200, "broken", true)]
    public async Task What_is_refused_for_good_will_not_come_and_what_failed_may(int status, string body, bool isServed)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, body, status));
        using var maps = new ElectricityMaps("tok-123", _play.Reach(service.Address));
        Assert.Equal(isServed, await _play.LetTimePass(IsServedAsync(maps, "DE", CarbonSignal.Average)));
        Assert.Equal(isServed, await _play.LetTimePass(IsServedAsync(maps, "DE", CarbonSignal.Average)));
    }

    [Fact]
    public async Task A_signal_outside_the_plan_and_a_refused_log_in_will_not_come()
    {
        var script = new WattTimeService(_play.Time);
        script.Instead = context => context.Request.Path == "/v3/region-from-loc"
            ? script.Pass(context)
            : Play.Json(context, """{"error":"Invalid scope"}""", 403);
        await using LoopbackService service = await LoopbackService.StartAsync(script.Answer, _play.Time);
        using var provider = new WattTime(WattTimeService.User, WattTimeService.Password, options: _play.Reach(service.Address));
        using var stranger = new WattTime("somebody", "else", options: _play.Reach(service.Address) with { CacheDirectory = null });
        Assert.False(await IsServedAsync(provider, "52.52,13.40", CarbonSignal.Average));
        Assert.False(await IsServedAsync(stranger, "52.52,13.40", CarbonSignal.Average));
    }

    private static async Task<bool> IsServedAsync(ICarbonIntensityProvider provider, string region, CarbonSignal signal) =>
        (await provider.GetIntensityAsync(Play.Ask(GridRegion.Parse(region), signal, -60, 0), TestContext.Current.CancellationToken)).IsServed;
}
