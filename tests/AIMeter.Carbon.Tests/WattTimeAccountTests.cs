using AIMetering.Carbon.Providers;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>Tokens, log-ins and refusals of an account at WattTime.</summary>
public sealed class WattTimeAccountTests : IAsyncLifetime
{
    private readonly Play _play = new();
    private readonly WattTimeService _script;
    private LoopbackService _service = null!;

    public WattTimeAccountTests() => _script = new WattTimeService(_play.Time);

    public async ValueTask InitializeAsync() => _service = await LoopbackService.StartAsync(_script.Answer, _play.Time);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _play.Dispose();
    }

    [Fact]
    public async Task All_who_hold_a_token_that_died_share_one_renewal()
    {
        _script.Instead = context => context.Request.Headers.Authorization == "Bearer jwt0"
            ? Play.Json(context, """{"message":"token expired"}""", 401)
            : _script.Pass(context);
        using WattTime provider = Provider();
        IntensityAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(hour => AskAsync(provider, CarbonSignal.MarginalOperating, -60 * hour, 10 - (60 * hour))));
        Assert.All(answers, answer => Assert.Null(answer.Problem));
        Assert.Equal(2, _service.RequestsTo("/login").Count);
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_not_renewed_for_every_call()
    {
        _script.Instead = context => Play.Json(context, """{"message":"no"}""", 401);
        using WattTime provider = Provider();
        await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0);
        await AskAsync(provider, CarbonSignal.Average, -10, 0);
        Assert.Equal("HTTP 401: no", (await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0)).Problem);
        Assert.Equal(2, _service.RequestsTo("/login").Count);

        _play.Time.Advance(TimeSpan.FromMinutes(5));
        _script.Instead = context => context.Request.Headers.Authorization == "Bearer jwt1"
            ? Play.Json(context, """{"message":"no"}""", 401)
            : _script.Pass(context);
        Assert.Null((await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0)).Problem);
        Assert.Equal(3, _service.RequestsTo("/login").Count);
    }

    [Fact]
    public async Task A_refusal_after_a_renewal_is_remembered_for_its_signal_and_no_other()
    {
        _script.Instead = context => context.Request.Query["signal_type"] == "co2_aoer" ? _script.Pass(context)
            : context.Request.Headers.Authorization == "Bearer jwt0" ? Play.Json(context, """{"message":"expired"}""", 401)
            : Play.Json(context, """{"error":"Invalid scope"}""", 403);
        using WattTime provider = Provider();
        await AskAsync(provider, CarbonSignal.MarginalOperating, -10, -6);
        string? second = (await AskAsync(provider, CarbonSignal.MarginalOperating, -10, -6)).Problem;
        Assert.StartsWith("HTTP 403: Invalid scope (not in the account's plan", second, StringComparison.Ordinal);
        Assert.Equal((2, 2), (_service.RequestsTo("/login").Count, _service.RequestsTo("/v3/historical").Count));
        Assert.NotEmpty((await AskAsync(provider, CarbonSignal.Average, -10, -6)).Points);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_log_in_refused_by_what_stands_in_front_of_the_service_is_tried_again_the_next_time(int status)
    {
        _script.InsteadOfLogIn = context => Play.Json(context, "\n <!DOCTYPE HTML><html><h1>ERROR</h1>Request blocked. CloudFront</html>", status);
        using WattTime provider = Provider();
        IntensityAnswer first = await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0);
        Assert.Equal($"HTTP {status}: a page instead of an answer, from a proxy, a firewall or the front of the service", first.Problem);
        Assert.Single(_service.Requests);

        _script.InsteadOfLogIn = null;
        IntensityAnswer second = await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0);
        Assert.Null(second.Problem);
        Assert.NotEmpty(second.Points);
    }

    [Fact]
    public async Task A_page_from_the_front_of_the_service_is_no_verdict_on_the_region()
    {
        _script.Instead = context => Play.Json(context, "<html>blocked</html>", 403);
        using WattTime provider = Provider();
        await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0);
        _script.Instead = null;
        Assert.NotEmpty((await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 0)).Points);
    }

    [Fact]
    public async Task A_wrong_password_is_not_taken_for_a_plan_that_lacks_the_region()
    {
        using var provider = new WattTime(WattTimeService.User, "hunter2", "DE", _play.Reach(_service.Address));
        IntensityAnswer answer = await AskAsync(provider, CarbonSignal.MarginalOperating, -10, 10);
        Assert.StartsWith("the log-in was refused: check the user name and the password", answer.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("plan", answer.Problem, StringComparison.Ordinal);
        Assert.Single(_service.Requests);
    }

    private static Task<IntensityAnswer> AskAsync(WattTime provider, CarbonSignal signal, int from, int to) =>
        provider.GetIntensityAsync(Play.Ask(Play.Berlin, signal, from, to), TestContext.Current.CancellationToken);

    private WattTime Provider() => new(WattTimeService.User, WattTimeService.Password, "DE", _play.Reach(_service.Address));
}
