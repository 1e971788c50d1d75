using System.Diagnostics;
using Microsoft.Extensions.AI;
using Xunit;

namespace AIMetering.Chat.Tests;

public sealed class StreamingTests : IDisposable
{
    private readonly SimulatedDevice _device = new(TimeProvider.System);
    private readonly MeterSession _session;

    public StreamingTests()
    {
        _session = TestSession.Start(TimeProvider.System, _device);
        _device.Draw(10);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RequestEnergy Last => RequestLedger.Of(_session).Requests[^1];

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_stream_tells_prefill_and_decode_apart_and_brings_the_figures_with_its_last_update()
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)));
        ChatResponse response = await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        AdditionalPropertiesDictionary figures = response.AdditionalProperties!;
        Assert.Equal("t0 t1 t2 t3 t4 t5 ", response.Text);
        Assert.Single(response.Messages);
        double prefill = (double)figures[ChatEnergyKeys.Prefill]!, decode = (double)figures[ChatEnergyKeys.Decode]!;
        Assert.True(prefill > 0 && decode > 0);
        Assert.Equal((double)figures[ChatEnergyKeys.Energy]!, prefill + decode, 9);
        Assert.Equal(prefill / 10, (double)figures[ChatEnergyKeys.PrefillPerInputToken]!, 9);
        Assert.Equal(decode / 5, (double)figures[ChatEnergyKeys.DecodePerOutputToken]!, 9); // the first of the six came out of the prefill
        Assert.Equal("attributed", figures[ChatEnergyKeys.Method]);
        Assert.Equal("counter", figures[ChatEnergyKeys.SensorMethod]);
        Assert.Equal("even_split", figures[ChatEnergyKeys.Rule]);
        Assert.InRange((double)figures[ChatEnergyKeys.Energy]!, (double)figures[ChatEnergyKeys.Low]!, (double)figures[ChatEnergyKeys.High]!);
        Assert.Equal((16, 6), (response.Usage!.TotalTokenCount, response.Usage.OutputTokenCount)); // counted once
        Assert.Equal((long)Math.Round((double)figures[ChatEnergyKeys.Energy]! * 1000), response.Usage.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules]);
    }

    [Fact]
    public async Task Phases_of_the_session_hold_the_requests_with_their_tokens()
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)));
        await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        await client.GetResponseAsync("?", cancellationToken: Cancellation);
        MeterReport report = _session.Stop();
        Assert.Equal((1, 1, 1), (report.FindPhase("prefill")!.Count, report.FindPhase("decode")!.Count, report.FindPhase("chat")!.Count));
        Assert.Equal(6, Assert.Single(report.FindPhase("decode")!.Units).Count);
        Assert.Equal((20.0, 12.0), (report.Units.Single(unit => unit.Unit == "input tokens").Count, report.Units.Single(unit => unit.Unit == "output tokens").Count));
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_counted()
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)));
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("?", cancellationToken: Cancellation))
        {
            if (update.Text.StartsWith("t2", StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.Equal(RequestOutcome.Abandoned, Last.Outcome);
        Assert.True(Last.Energy.Energy!.Value.Joules > 0 && Last.Decode!.IsKnown);
        Assert.Null(Last.OutputTokens); // the usage never came: not known, not zero
        Assert.Equal(0, RequestLedger.Of(_session).Statement().UnderWay);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_is_counted()
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)));
        using CancellationTokenSource cancel = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("?", cancellationToken: cancel.Token))
            {
                if (update.Text.Length > 0)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        Assert.Equal(RequestOutcome.Cancelled, Last.Outcome);
        Assert.True(Last.Energy.Energy!.Value.Joules > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_fails_throws_its_own_exception_and_is_counted(bool streamed)
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)) { FailsBefore = 3 });
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => streamed
            ? client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation)
            : client.GetResponseAsync("?", cancellationToken: Cancellation));
        Assert.Equal("the model fell over", error.Message);
        Assert.Equal(RequestOutcome.Failed, Last.Outcome);
        Assert.True(Last.Energy.Energy!.Value.Joules > 0);
        Assert.Equal(streamed, Last.Decode is not null);
    }

    [Fact]
    public async Task A_model_that_throws_before_the_first_update_is_counted()
    {
        using IChatClient client = Client(new GatedClient()); // cannot stream
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation));
        Assert.Equal(RequestOutcome.Failed, Last.Outcome);
        Assert.Null(Last.Prefill);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_usage_tokens_are_not_known_and_none_is_made_up(bool streamed)
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)) { Usage = () => null });
        ChatResponse response = streamed
            ? await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Null(response.Usage);
        Assert.True((double)response.AdditionalProperties![ChatEnergyKeys.Energy]! > 0);
        Assert.False(response.AdditionalProperties.ContainsKey(ChatEnergyKeys.PerOutputToken));
        Assert.Equal((null, null), (Last.InputTokens, Last.OutputTokens));
        Assert.Null(Last.PerOutputToken);
        Assert.DoesNotContain(_session.Stop().Units, unit => unit.Unit.EndsWith("tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_count_of_zero_tokens_gives_no_energy_per_token()
    {
        using IChatClient client = Client(new LocalModel(_device, time => Task.Delay(time)) { Usage = () => new UsageDetails { InputTokenCount = 0, OutputTokenCount = 0 } });
        ChatResponse response = await client.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal(0, Last.OutputTokens);
        Assert.Null(Last.PerOutputToken);
        Assert.False(response.AdditionalProperties!.ContainsKey(ChatEnergyKeys.PerOutputToken));
    }

    [Fact]
    public async Task A_function_of_the_user_that_throws_leaves_the_stream_whole()
    {
        using IChatClient client = new LocalModel(_device, time => Task.Delay(time)).AsBuilder().UseAIMeter(options =>
        {
            options.Session = _session;
            options.CountTokens = _ => throw new UnreachableException();
        }).Build();
        ChatResponse response = await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        Assert.Equal("t0 t1 t2 t3 t4 t5 ", response.Text);
        Assert.Equal(AttributionRule.EvenSplit, Last.Rule);
    }

    private IChatClient Client(IChatClient model) => model.AsBuilder().UseAIMeter(options => options.Session = _session).Build();
}
