using AIMetering.Readings;
using Microsoft.Extensions.AI;
using Xunit;

namespace AIMetering.Chat.Tests;

public sealed class ConcurrencyTests
{
    private const int Streams = 32;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_shares_of_32_concurrent_streams_add_up_to_the_energy_of_the_devices(bool byTokens)
    {
        SimulatedDevice first = new(TimeProvider.System), second = new(TimeProvider.System, "cpu1");
        using MeterSession session = TestSession.Start(TimeProvider.System, first, second);
        first.Draw(15); // idle power, all the time
        second.Draw(5);
        double before = first.Joules + second.Joules;
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(index => Task.Run(() => Talk(session, index % 2 == 0 ? first : second, index, byTokens))));
        await Task.Delay(30, TestContext.Current.CancellationToken);
        double most = first.Joules + second.Joules - before;

        RequestLedger ledger = RequestLedger.Of(session);
        Energy whole = session.Stop().Energy.Energy!.Value;
        LedgerStatement statement = ledger.Statement();
        TestSession.AddsUp(ledger, whole);
        Assert.Equal(Streams * 2, ledger.Requests.Count);
        Assert.Equal(0, statement.UnderWay);
        Assert.True(ledger.Requests.Max(request => request.MostConcurrent) > Streams / 4);
        double shares = ledger.Requests.Sum(request => request.Energy.Energy!.Value.Joules);
        Assert.Equal(whole.Joules, shares + statement.Unattributed.Energy!.Value.Joules, 1e-9 * whole.Joules);
        Assert.Equal(ledger.Requests.Max(request => request.MostConcurrent), statement.MostConcurrent);
        Assert.InRange(whole.Joules, 0.5 * most, 1.5 * most);
        Assert.All(ledger.Requests, request => Assert.True(request.Energy.Low <= request.Energy.Energy && request.Energy.Energy <= request.Energy.High));
        Assert.All(ledger.Requests, request => Assert.Equal(
            request.Energy.Energy!.Value.Joules, request.Prefill!.Energy!.Value.Joules + request.Decode!.Energy!.Value.Joules, 1e-9 * whole.Joules));
        Assert.All(ledger.Requests, request => Assert.Equal(
            request.Energy.Energy!.Value.Joules, request.Devices.Sum(each => each.Energy.Energy!.Value.Joules), 1e-9 * whole.Joules));
    }

    [Fact]
    public async Task The_limits_of_a_request_hold_the_energy_that_it_used()
    {
        SimulatedDevice device = new(TimeProvider.System);
        using MeterSession session = TestSession.Start(TimeProvider.System, device);
        Bracket model = new(device);
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        for (int request = 0; request < 40; request++)
        {
            double from = device.Joules;
            await client.GetResponseAsync("?", cancellationToken: TestContext.Current.CancellationToken);
            double outer = device.Joules - from; // no more than this, no less than what was seen inside
            RequestEnergy measured = RequestLedger.Of(session).Requests[^1];
            Assert.True(measured.Energy.Low!.Value.Joules <= outer + 1e-5, $"{measured.Energy} is above {outer} J");
            Assert.True(measured.Energy.High!.Value.Joules >= model.Inner - 1e-5, $"{measured.Energy} is below {model.Inner} J");
        }
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_sums_hold_all()
    {
        SimulatedDevice device = new(TimeProvider.System);
        using MeterSession session = TestSession.Start(TimeProvider.System, device);
        device.Draw(50);
        using IChatClient client = new LocalModel(device, _ => Task.CompletedTask).AsBuilder().UseAIMeter(options => options.Session = session).Build();
        (double low, double high) = (0, 0);
        for (int request = 0; request < RequestLedger.Kept + 76; request++)
        {
            await client.GetResponseAsync("?", cancellationToken: TestContext.Current.CancellationToken);
            EnergyResult early = RequestLedger.Of(session).Requests[^1].Energy;
            (low, high) = (low + early.Low!.Value.Joules, high + early.High!.Value.Joules);
        }

        RequestLedger ledger = RequestLedger.Of(session);
        Assert.Equal(RequestLedger.Kept, ledger.Requests.Count);
        Assert.Equal(RequestLedger.Kept + 76, ledger.Statement().Requests);
        EnergyResult settled = ledger.Statement().Attributed;
        Assert.True(low <= settled.High!.Value.Joules && settled.Low!.Value.Joules <= high, $"early {low} to {high} J, settled {settled}");
    }

    private static async Task Talk(MeterSession session, SimulatedDevice device, int index, bool byTokens)
    {
        using IChatClient client = new LocalModel(device, time => Task.Delay(time)) { PrefillWatts = 8 + (index % 3), DecodeWatts = 4, Tokens = 3 + (index % 5) }
            .AsBuilder().UseAIMeter(options =>
            {
                options.Session = session;
                options.CountTokens = byTokens ? _ => 1 : null;
            }).Build();
        for (int turn = 0; turn < 2; turn++)
        {
            await Task.Delay(index % 7);
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("?"))
            {
                Assert.NotNull(update);
            }
        }
    }

    private sealed class Bracket(SimulatedDevice device) : DelegatingChatClient(new LocalModel(device, time => Task.Delay(time)))
    {
        public double Inner { get; private set; }

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            double from = device.Joules;
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            Inner = device.Joules - from;
            return response;
        }
    }
}
