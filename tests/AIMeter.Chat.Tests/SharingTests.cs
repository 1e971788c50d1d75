using AIMetering.Readings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Chat.Tests;

/// <summary>The rule, in a time that the test moves: every joule is where it can be worked out by hand.</summary>
public sealed class SharingTests
{
    private readonly FakeTimeProvider _time = new();
    private SimulatedDevice? _device;

    [Fact]
    public async Task A_request_that_is_alone_gets_all_and_the_time_around_it_gets_the_rest()
    {
        SimulatedDevice device = Device();
        using MeterSession session = TestSession.Start(_time, device);
        GatedClient model = new();
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        device.Draw(20);
        Pass(2); // 40 J before anybody came
        Task<ChatResponse> asked = client.GetResponseAsync("a", cancellationToken: TestContext.Current.CancellationToken);
        Pass(3); // 60 J
        model.Finish();
        ChatResponse response = await asked;
        Pass(1); // 20 J after

        RequestLedger ledger = RequestLedger.Of(session);
        RequestEnergy request = Assert.Single(ledger.Requests);
        TestSession.Holds(60, request.Energy);
        Assert.InRange(request.Energy.Bound!.Value.Joules, 0, 8); // two edges of a sensor that updates every 1 to 2 ms, at 500 W at most
        Assert.Equal(60, (double)response.AdditionalProperties![ChatEnergyKeys.Energy]!, (double)response.AdditionalProperties[ChatEnergyKeys.Bound]!);
        Energy whole = session.Stop().Energy.Energy!.Value; // reads once more
        LedgerStatement statement = ledger.Statement();
        TestSession.Holds(60, statement.Unattributed);
        TestSession.Holds(60, ledger.Requests[0].Energy);
        TestSession.AddsUp(ledger, whole);
    }

    [Fact]
    public async Task Requests_that_overlap_share_evenly_what_is_used_between_two_arrivals_or_departures()
    {
        SimulatedDevice device = Device();
        using MeterSession session = TestSession.Start(_time, device);
        GatedClient first = new(), second = new();
        using IChatClient a = first.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        using IChatClient b = second.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        device.Draw(30);
        Task asked = a.GetResponseAsync("a", cancellationToken: TestContext.Current.CancellationToken);
        Pass(1); // A: 30
        device.Draw(70);
        Task askedToo = b.GetResponseAsync("b", cancellationToken: TestContext.Current.CancellationToken);
        Pass(2); // A: 100, B: 100
        first.Finish();
        await asked;
        Pass(1); // B: 100
        second.Finish();
        await askedToo;

        RequestLedger ledger = RequestLedger.Of(session);
        Assert.Equal(2, ledger.Requests.Count);
        TestSession.Holds(130, ledger.Requests[0].Energy);
        TestSession.Holds(200, ledger.Requests[1].Energy);
        Assert.All(ledger.Requests, request => Assert.Equal((2, AttributionRule.EvenSplit), (request.MostConcurrent, request.Rule)));
        TestSession.AddsUp(ledger, session.Stop().Energy.Energy!.Value);
    }

    [Fact]
    public async Task Where_all_tokens_are_known_they_decide()
    {
        SimulatedDevice device = Device();
        using MeterSession session = TestSession.Start(_time, device);
        SteppedClient many = new(), few = new();
        await using SteppedReader a = new(Counting(many, session)), b = new(Counting(few, session));
        device.Draw(50);
        await a.Next(many, "x"); // first tokens: from here on both decode
        await b.Next(few, "x");
        Pass(2); // 100 J
        for (int token = 0; token < 3; token++)
        {
            await a.Next(many, "x");
        }

        await b.Next(few, "x");
        await b.End(few); // three to one: 75 and 25
        Pass(1); // 50 more for the one left
        await a.Next(many, "x");
        await a.End(many);

        IReadOnlyList<RequestEnergy> requests = RequestLedger.Of(session).Requests;
        Assert.All(requests, request => Assert.Equal(AttributionRule.ByTokens, request.Rule));
        TestSession.Holds(25, requests[0].Decode!);
        TestSession.Holds(125, requests[1].Decode!);
        TestSession.AddsUp(RequestLedger.Of(session), session.Stop().Energy.Energy!.Value);
    }

    [Fact]
    public async Task Where_any_tokens_are_not_known_the_split_is_even()
    {
        SimulatedDevice device = Device();
        using MeterSession session = TestSession.Start(_time, device);
        SteppedClient counted = new(), opaque = new();
        await using SteppedReader a = new(Counting(counted, session)), b = new(Counting(opaque, session));
        device.Draw(50);
        await a.Next(counted, "x");
        await b.Next(opaque, "x");
        Pass(2);
        await a.Next(counted, "x");
        await b.Next(opaque, "?"); // nobody knows how many that is
        await b.End(opaque);
        await a.End(counted);

        IReadOnlyList<RequestEnergy> requests = RequestLedger.Of(session).Requests;
        Assert.All(requests, request => Assert.Equal(AttributionRule.EvenSplit, request.Rule));
        Assert.All(requests, request => TestSession.Holds(50, request.Decode!));
    }

    [Fact]
    public async Task The_bound_of_a_request_does_not_inherit_the_energy_of_the_session_before_it()
    {
        SimulatedDevice device = Device(gainError: 0.05, gain: 1.04);
        using MeterSession session = TestSession.Start(_time, device);
        device.Draw(100);
        Pass(5);
        Assert.True(SpinWait.SpinUntil(() => session.Current.Latest.Count > 0, TimeSpan.FromSeconds(30)));
        GatedClient model = new();
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        for (int minute = 0; minute < 20; minute++)
        {
            Pass(60); // 120 kJ in all: five percent of that is 6 kJ
        }

        RequestEnergy late = await Ask(client, model, 2); // 200 J
        TestSession.Holds(200, late.Energy);
        Assert.InRange(late.Energy.RelativeBound!.Value, 0.04, 0.12);
    }

    [Fact]
    public async Task A_request_inside_another_is_counted_once()
    {
        SimulatedDevice device = Device();
        using MeterSession session = TestSession.Start(_time, device);
        GatedClient model = new();
        using IChatClient twice = model.AsBuilder()
            .UseAIMeter(options => options.Session = session)
            .UseAIMeter(options => options.Session = session)
            .Build();
        device.Draw(10);
        await Ask(twice, model, 1);
        RequestEnergy request = Assert.Single(RequestLedger.Of(session).Requests);
        Assert.Equal(1, request.MostConcurrent);
        TestSession.Holds(10, request.Energy);
    }

    [Fact]
    public async Task A_sensor_that_never_answers_makes_the_energy_unknown_and_not_zero()
    {
        SimulatedDevice device = Device();
        device.IsBroken = true;
        using MeterSession session = TestSession.Start(_time, device);
        GatedClient model = new();
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        RequestEnergy request = await Ask(client, model, 1);
        Assert.False(request.Energy.IsKnown);
        Assert.NotEmpty(request.Energy.Reason!);
        Assert.Null(request.PerOutputToken);
        Assert.False(request.Energy.Energy.HasValue);
    }

    [Fact]
    public async Task A_device_that_begins_to_answer_during_a_request_bills_what_it_can_have_drawn_before()
    {
        SimulatedDevice late = Device();
        late.IsBroken = true;
        using MeterSession session = TestSession.Start(_time, late);
        GatedClient model = new();
        using IChatClient client = model.AsBuilder().UseAIMeter(options => options.Session = session).Build();
        late.Draw(40);
        Task asked = client.GetResponseAsync("a", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(RequestLedger.Of(session).Statement().Attributed.Energy); // nothing is known, which is not 0 J
        Pass(1);
        late.IsBroken = false;
        using (session.Phase("read"))
        {
            Pass(1);
        }

        model.Finish();
        await asked;
        TestSession.Holds(80, RequestLedger.Of(session).Requests[0].Energy);
        TestSession.AddsUp(RequestLedger.Of(session), session.Stop().Energy.Energy!.Value);
    }

    private static IChatClient Counting(IChatClient model, MeterSession session) => model.AsBuilder().UseAIMeter(options =>
    {
        options.Session = session;
        options.CountTokens = update => update.Text.Contains('?', StringComparison.Ordinal) ? null : update.Text.Length;
    }).Build();

    private async Task<RequestEnergy> Ask(IChatClient client, GatedClient model, double seconds)
    {
        Task asked = client.GetResponseAsync("?", cancellationToken: TestContext.Current.CancellationToken);
        Pass(seconds);
        model.Finish();
        await asked;
        MeterSession session = client.GetService<MeterSession>()!;
        return RequestLedger.Of(session).Requests[^1];
    }

    // A read that the jump of time falls into would be one of seconds: it lets the readers that the last jump woke come to rest.
    private void Pass(double seconds)
    {
        int reads;
        do
        {
            reads = _device?.Reads ?? 0;
            Thread.Sleep(15);
        }
        while (reads != (_device?.Reads ?? 0));
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private SimulatedDevice Device(double gainError = 0, double gain = 1) => _device = new SimulatedDevice(_time, "cpu0", gainError, gain);
}
