using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What a service asks for when it throttles, and when further calls are no use. UkGrid stands for all.</summary>
public sealed class RetryAfterTests : IDisposable
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private readonly Play _play = new();

    public void Dispose() => _play.Dispose();

    [Theory]
    [InlineData("90", 90)]
    [InlineData("Mon, 04 May 2026 12:02:00 GMT", 110)] // the clock of the test runs on a little before the answer is read
    public async Task A_pause_asked_for_in_seconds_or_until_a_moment_is_kept(string retryAfter, int seconds)
    {
        await using LoopbackService service = await ThrottleAsync(retryAfter, 1);
        IntensityAnswer answer = await AskAsync(service, TimeSpan.FromHours(1));
        Assert.NotEmpty(answer.Points);
        Assert.Equal(2, service.Requests.Count);
        Assert.True(service.Requests[1].At - service.Requests[0].At >= TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Mon, 04 May 2026 11:00:00 GMT")]
    public async Task No_pause_at_all_is_not_taken_at_its_word(string retryAfter)
    {
        await using LoopbackService service = await ThrottleAsync(retryAfter, 3);
        IntensityAnswer answer = await AskAsync(service, TimeSpan.FromHours(1));
        Assert.NotEmpty(answer.Points);
        DateTimeOffset[] at = [.. service.Requests.Select(request => request.At)];
        Assert.Equal(4, at.Length);
        Assert.All([0, 1, 2], i => Assert.True(at[i + 1] - at[i] >= TimeSpan.FromSeconds(1 << i)));
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("Mon, 04 May 2026 13:00:00 GMT")]
    public async Task A_service_that_asks_for_an_hour_gets_it(string retryAfter)
    {
        await using LoopbackService service = await ThrottleAsync(retryAfter, 1);
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        Assert.Equal("HTTP 429: slow down", (await AskAsync(provider, TimeSpan.FromHours(1))).Problem);
        _play.Time.Advance(TimeSpan.FromMinutes(59));
        string? problem = (await AskAsync(provider, TimeSpan.FromHours(1))).Problem;
        Assert.StartsWith("HTTP 429: the service asks to be left alone for ", problem, StringComparison.Ordinal);
        Assert.Single(service.Requests);

        _play.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEmpty((await AskAsync(provider, TimeSpan.FromHours(1))).Points);
    }

    [Fact]
    public async Task After_the_first_piece_that_is_throttled_the_others_are_not_asked_for()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Play.Json(context, """{"error":"slow down"}""", 429));
        IntensityAnswer answer = await AskAsync(service, Month);
        Assert.Equal("HTTP 429: slow down", answer.Problem);
        Assert.Equal(4, service.Requests.Count);
        Assert.Single(service.Requests.Select(request => request.Path).Distinct());
    }

    [Fact]
    public async Task After_the_first_piece_that_cannot_be_reached_the_others_are_not_asked_for()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        IntensityAnswer answer = await AskAsync(service, Month);
        Assert.StartsWith("127.0.0.1 cannot be reached", answer.Problem, StringComparison.Ordinal);
        Assert.Single(service.Requests.Select(request => request.Path).Distinct());
    }

    [Fact]
    public async Task After_the_first_piece_that_was_not_answered_in_time_the_others_are_not_asked_for()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var provider = new UkGrid(options: _play.Reach(service.Address, TimeSpan.FromMinutes(1)));
        IntensityAnswer answer = await AskAsync(provider, Month);
        Assert.Equal("no answer within 60 s, 3 times", answer.Problem);
        Assert.Single(service.Requests.Select(request => request.Path).Distinct());
    }

    private Task<LoopbackService> ThrottleAsync(string retryAfter, int times)
    {
        int asked = 0;
        return LoopbackService.StartAsync(context =>
        {
            if (asked++ >= times)
            {
                return Play.Json(context, UkGridTests.Day(Play.Noon.AddHours(-1), 200));
            }

            context.Response.Headers.RetryAfter = retryAfter;
            return Play.Json(context, """{"error":"slow down"}""", 429);
        }, _play.Time);
    }

    private async Task<IntensityAnswer> AskAsync(LoopbackService service, TimeSpan before)
    {
        using var provider = new UkGrid(options: _play.Reach(service.Address));
        return await AskAsync(provider, before);
    }

    private Task<IntensityAnswer> AskAsync(UkGrid provider, TimeSpan before) => _play.LetTimePass(provider.GetIntensityAsync(
        Play.Ask(GridRegion.Parse("GB"), CarbonSignal.Average, -(int)before.TotalMinutes, 0), TestContext.Current.CancellationToken));
}
