using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Xunit;

namespace AIMetering.Chat.Tests;

/// <summary>What a request leaves behind: in a response that is used twice, in memory, and where nobody ends it.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly SimulatedDevice _device = new(TimeProvider.System), _silent = new(TimeProvider.System) { IsBroken = true };
    private readonly MeterSession _session;

    public TraceTests()
    {
        _session = TestSession.Start(TimeProvider.System, _device);
        _device.Draw(10);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RequestLedger Ledger => RequestLedger.Of(_session);

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_response_that_comes_twice_tells_the_second_request_and_nothing_of_the_first()
    {
        using MeterSession blind = TestSession.Start(TimeProvider.System, _silent);
        UsageDetails usage = new() { OutputTokenCount = 6, AdditionalCounts = new() { ["cached"] = 4 } };
        Scripted model = new(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")) { Usage = usage, AdditionalProperties = new() { ["of the model"] = 1 } });
        ChatResponse known = await Over(model, _session).GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.True(known.AdditionalProperties!.ContainsKey(ChatEnergyKeys.Energy));
        Assert.True(known.Usage!.AdditionalCounts!.ContainsKey(ChatEnergyKeys.EnergyMillijoules));

        ChatResponse unknown = await Over(model, blind).GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal([ChatEnergyKeys.Unknown, "of the model"], unknown.AdditionalProperties!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("cached", Assert.Single(unknown.Usage!.AdditionalCounts!.Keys));

        ChatResponse again = await Over(model, _session).GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.True(again.AdditionalProperties!.ContainsKey(ChatEnergyKeys.Energy));
        Assert.False(again.AdditionalProperties.ContainsKey(ChatEnergyKeys.Unknown));
    }

    [Fact]
    public async Task A_cache_inside_tells_what_the_hit_used_and_one_outside_repeats_the_request_that_filled_it()
    {
        LocalModel model = new(_device, time => Task.Delay(time));
        using IChatClient inside = model.AsBuilder().UseAIMeter(options => options.Session = _session).UseDistributedCache(new Memory()).Build();
        using IChatClient outside = model.AsBuilder().UseDistributedCache(new Memory()).UseAIMeter(options => options.Session = _session).Build();
        ChatResponse first = await inside.GetResponseAsync("?", cancellationToken: Cancellation);
        double filled = (double)first.AdditionalProperties![ChatEnergyKeys.Energy]!;
        ChatResponse hit = await inside.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal(2, Ledger.Requests.Count);
        Assert.NotEqual(filled, (double)hit.AdditionalProperties![ChatEnergyKeys.Energy]!);
        Assert.Equal(filled, first.AdditionalProperties[ChatEnergyKeys.Energy]);

        first = await outside.GetResponseAsync("?", cancellationToken: Cancellation);
        hit = await outside.GetResponseAsync("?", cancellationToken: Cancellation);
        Assert.Equal(3, Ledger.Requests.Count);
        Assert.Equal(first.Usage!.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules], hit.Usage!.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules]);
    }

    [Fact]
    public async Task A_model_that_answers_nothing_at_all_does_so_through_the_meter_too()
    {
        using IChatClient client = Over(new Scripted(null), _session);
        Assert.Null(await client.GetResponseAsync("?", cancellationToken: Cancellation));
        Assert.Equal(RequestOutcome.Completed, Assert.Single(Ledger.Requests).Outcome);
    }

    [Fact]
    public async Task A_thought_without_words_is_not_the_first_token()
    {
        Scripted model = new(null, new TextReasoningContent(""), new TextContent(""));
        using IChatClient client = Over(model, _session);
        await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        Assert.Null(Assert.Single(Ledger.Requests).Decode);

        using IChatClient thinking = Over(new Scripted(null, new TextReasoningContent(""), new TextReasoningContent("hm")), _session);
        await thinking.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
        Assert.NotNull(Ledger.Requests[^1].Decode);
    }

    [Fact]
    public void The_ledger_keeps_figures_and_not_the_spans_of_its_requests()
    {
        using IChatClient client = Over(new Scripted(new ChatResponse()), _session);
        WeakReference span = Ask(client);
        Assert.Single(Ledger.Requests);
        Assert.True(Collects(() => !span.IsAlive), "the span of a request that ended is still alive");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Ask(IChatClient client)
        {
            using Activity span = new Activity("with a prompt of a megabyte").Start();
            client.GetResponseAsync("?", cancellationToken: Cancellation).GetAwaiter().GetResult();
            return new WeakReference(span);
        }
    }

    [Fact]
    public void A_stream_that_is_dropped_and_never_disposed_ends_when_it_is_collected()
    {
        using IChatClient client = Over(new Scripted(null, new TextContent("a"), new TextContent("b")), _session);
        Drop(client);
        Assert.True(Collects(() => Ledger.Statement().UnderWay == 0 && Ledger.Requests.Count == 1), "the request is under way for ever");
        Assert.Equal(RequestOutcome.Abandoned, Assert.Single(Ledger.Requests).Outcome);
        MeterReport report = _session.Stop();
        Assert.Equal((1, 1), (report.FindPhase("prefill")!.Count, report.FindPhase("decode")!.Count));

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop(IChatClient client)
        {
            Assert.True(client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync().AsTask().GetAwaiter().GetResult());
            Assert.Equal(1, Ledger.Statement().UnderWay);
        }
    }

    [Fact]
    public async Task While_the_sensor_is_read_all_the_time_the_parts_of_a_record_are_still_those_of_its_whole()
    {
        using IChatClient client = Over(new Scripted(null, new TextContent("a")), _session);
        using CancellationTokenSource done = new();
        Task reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                _session.Phase("read").Dispose();
            }
        }, Cancellation);
        for (int request = 0; request < 2000; request++)
        {
            await client.GetStreamingResponseAsync("?", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);
            RequestEnergy record = Ledger.Requests[^1];
            Assert.True(record.Energy.Energy is not null && record.Prefill!.Energy is not null && record.Decode!.Energy is not null, $"{request}: {record.Energy} {record.Prefill} {record.Decode} settled {record.IsSettled}");
            Assert.Equal(record.Energy.Energy!.Value.Joules, (record.Prefill!.Energy + record.Decode!.Energy)!.Value.Joules, 1e-9);
            Assert.Equal(record.Energy.Energy!.Value.Joules, record.Devices.Sum(each => each.Energy.Energy!.Value.Joules), 1e-9);
        }

        await done.CancelAsync();
        await reading;
    }

    private static bool Collects(Func<bool> isDone) => SpinWait.SpinUntil(() =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return isDone();
    }, TimeSpan.FromSeconds(10));

    private static IChatClient Over(IChatClient model, MeterSession session) => model.AsBuilder().UseAIMeter(options => options.Session = session).Build();

    /// <summary>A cache in memory.</summary>
    private sealed class Memory : IDistributedCache
    {
        private readonly ConcurrentDictionary<string, byte[]> _entries = new();

        public byte[]? Get(string key) => _entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _entries[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => _entries.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default) => Task.FromResult(_entries.TryRemove(key, out _));
    }

    /// <summary>Answers with one and the same object, and streams one update for each content.</summary>
    private sealed class Scripted(ChatResponse? response, params AIContent[] contents) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(response!);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (AIContent content in contents)
            {
                await Task.CompletedTask;
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
