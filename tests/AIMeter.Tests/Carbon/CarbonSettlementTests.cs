using AIMetering.Carbon;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Tests.Carbon;

/// <summary>What comes when, and what stays of it.</summary>
public class CarbonSettlementTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly EnergyTimeline TenMinutes = EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(10));

    private readonly FakeTimeProvider _time = new(Noon.AddMinutes(10));

    [Fact]
    public async Task A_signal_that_was_answered_stays_when_the_other_never_is()
    {
        var provider = new Told((request, _) => request.Signal == CarbonSignal.Average ? Answer(request, 0, 10, 300) : Never());
        CarbonStatement statement = await WithinTheBound(Germany(provider), current => Math.Abs(Mean(current.Average) - 300) < 1);
        Assert.Equal(300, Mean(statement.Average), 1e-9);
        Assert.Equal(IntensityKind.StaticCountry, Assert.Single(statement.Marginal.Shares).Provenance.Kind);
        Assert.True(statement.IsProvisional);
    }

    [Fact]
    public async Task What_the_first_provider_said_stays_when_the_second_never_answers()
    {
        var first = new Told((request, _) => Answer(request, 0, 5, 100));
        var second = new Told((_, _) => Never());
        CarbonStatement statement = await WithinTheBound(
            Germany(first, second), current => current.Average.Shares.Count > 1 && current.Marginal.Shares.Count > 1);
        Assert.Equal(100, Lowest(statement.Average, IntensityKind.Historical), 1e-9);
        Assert.Equal(100, Lowest(statement.Marginal, IntensityKind.Historical), 1e-9);
    }

    [Fact]
    public async Task A_provider_that_answers_from_its_cache_when_it_is_stopped_is_heard()
    {
        async Task<IntensityAnswer> Cached(IntensityRequest request, CancellationToken stop)
        {
            TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await stopped.Task;
            return await Answer(request, 0, 10, 222, IntensityKind.Forecast);
        }

        var provider = new Told(Cached);
        CarbonAccount account = Germany(provider);
        using CancellationTokenSource patience = new();
        Task<CarbonStatement> settling = account.SettleAsync(patience.Token);
        await Until(() => provider.Asked.Count == 2, () => { });
        await patience.CancelAsync();
        CarbonStatement statement = await settling;
        Assert.Equal((222, 222), (Math.Round(Mean(statement.Average), 9), Math.Round(Mean(statement.Marginal), 9)));
    }

    [Fact]
    public async Task What_comes_after_the_bound_waits_for_the_next_settlement()
    {
        TaskCompletionSource<IntensityAnswer> late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CarbonAccount account = Germany(new Told((_, _) => late.Task));
        Task<CarbonStatement> settling = Task.Run(() => account.SettleWithin(Bound), TestContext.Current.CancellationToken);
        await Until(() => settling.IsCompleted, () => _time.Advance(Bound));
        CarbonStatement statement = await settling;
        late.SetResult((await Answer(new(GridRegion.Parse("DE"), CarbonSignal.Average, Noon, Noon), 0, 10, 300)));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Same(statement, account.Current);
    }

    [Fact]
    public async Task The_forecast_of_the_beginning_prices_a_run_whose_end_finds_nobody()
    {
        IntensityMemory memory = new();
        CarbonSettings settings = new() { Region = GridRegion.Parse("DE"), Providers = [new Told((request, _) => Answer(request, 0, 60, 222, IntensityKind.Forecast))] };
        await CarbonAccount.WarmUpAsync(settings, memory, Noon, TimeSpan.FromHours(24), TestContext.Current.CancellationToken);
        CarbonStatement first = new CarbonAccount(settings, TenMinutes, _time, memory, new(TimeSpan.FromMinutes(10), [])).Current;
        Assert.Equal((222, 222), (Math.Round(Mean(first.Average), 9), Math.Round(Mean(first.Marginal), 9)));
        Assert.Equal((IntensityKind.Forecast, 0), (Assert.Single(first.Average.Shares).Provenance.Kind, first.Revision));
    }

    [Fact]
    public async Task A_forecast_is_not_given_up_for_a_filler_nor_a_real_value_for_a_forecast()
    {
        bool isLater = false;
        CarbonAccount account = Germany(new Told((request, _) => isLater
            ? Answer(request, 0, 5, 100)
            : Both(Answer(request, 0, 5, 100), Answer(request, 5, 10, 500, IntensityKind.Forecast))));
        await account.SettleAsync(TestContext.Current.CancellationToken);
        isLater = true;
        CarbonStatement after = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal([IntensityKind.Historical, IntensityKind.Forecast], after.Average.Shares.Select(share => share.Provenance.Kind).Order());
        Assert.Equal(300, Mean(after.Average), 1e-9);
    }

    [Fact]
    public async Task A_real_value_takes_the_place_of_a_forecast_and_a_newer_one_of_an_older()
    {
        (double grams, IntensityKind kind) = (500, IntensityKind.Forecast);
        CarbonAccount account = Germany(new Told((request, _) => Answer(request, 0, 10, grams, kind)));
        Assert.Equal(500, Mean((await account.SettleAsync(TestContext.Current.CancellationToken)).Average), 1e-9);
        (grams, kind) = (400, IntensityKind.Historical);
        Assert.Equal(400, Mean((await account.SettleAsync(TestContext.Current.CancellationToken)).Average), 1e-9);
        (grams, kind) = (390, IntensityKind.Historical);
        Assert.Equal(390, Mean((await account.SettleAsync(TestContext.Current.CancellationToken)).Average), 1e-9);
        (grams, kind) = (100, IntensityKind.Imputed);
        Assert.Equal(390, Mean((await account.SettleAsync(TestContext.Current.CancellationToken)).Average), 1e-9);
    }

    [Fact]
    public async Task Models_of_a_marginal_signal_are_never_mixed()
    {
        (double to, string model) = (10, "2022-10-01");
        CarbonAccount account = Germany(new Told((request, _) => Answer(request, 0, (int)to, to, model: model)));
        await account.SettleAsync(TestContext.Current.CancellationToken);
        (to, model) = (5, "2023-03-01");
        CarbonStatement after = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal("2022-10-01", Assert.Single(after.Marginal.Shares).Provenance.Vintage);
    }

    [Fact]
    public async Task Values_that_nobody_will_revise_are_not_asked_for_again()
    {
        var provider = new Told((request, _) => Answer(request, 0, 5, 100, fetched: Noon.AddDays(4)));
        CarbonAccount account = Germany(provider);
        await account.SettleAsync(TestContext.Current.CancellationToken);
        provider.Asked.Clear();
        await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.All(provider.Asked, request => Assert.Equal((Noon.AddMinutes(5), Noon.AddMinutes(10)), (request.From, request.To)));
        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task The_second_provider_is_asked_only_for_what_the_first_left_open()
    {
        var second = new Told((request, _) => Answer(request, 0, 10, 200));
        await Germany(new Told((request, _) => Answer(request, 0, 5, 100)), second).SettleAsync(TestContext.Current.CancellationToken);
        Assert.All(second.Asked, request => Assert.Equal(Noon.AddMinutes(5), request.From));
    }

    [Fact]
    public async Task A_statement_is_provisional_until_the_values_of_its_time_have_settled()
    {
        CarbonAccount account = Germany(new Told((request, _) => Answer(request, 0, 10, 300)));
        Assert.True((await account.SettleAsync(TestContext.Current.CancellationToken)).IsProvisional);
        _time.Advance(TimeSpan.FromHours(25));
        Assert.True((await account.SettleAsync(TestContext.Current.CancellationToken)).IsProvisional); // averages take 72 h
        _time.Advance(TimeSpan.FromHours(48));
        Assert.False((await account.SettleAsync(TestContext.Current.CancellationToken)).IsProvisional);
    }

    [Fact]
    public async Task A_signal_that_nobody_serves_is_final_when_the_other_is()
    {
        CarbonAccount account = Germany(new Told((request, _) => request.Signal == CarbonSignal.Average
            ? Answer(request, 0, 10, 300)
            : Task.FromResult(IntensityAnswer.NotServed("has no marginal signal"))));
        _time.Advance(TimeSpan.FromHours(73));
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.False(settled.IsProvisional);
        Assert.Contains(settled.Marginal.Notes, note => note.Contains("has no marginal signal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_serves_anything_nobody_is_waited_for()
    {
        CarbonAccount account = Germany(new Told((_, _) => Task.FromResult(IntensityAnswer.NotServed("not my region"))));
        Assert.True(account.Current.IsProvisional);
        Assert.False((await account.SettleAsync(TestContext.Current.CancellationToken)).IsProvisional);
    }

    [Fact]
    public async Task A_result_without_any_price_is_provisional_as_long_as_one_may_come()
    {
        var provider = new Told((request, _) => request.Signal == CarbonSignal.Average
            ? Task.FromResult(IntensityAnswer.NotServed("marginal only")) : Task.FromResult(IntensityAnswer.None("503")));
        CarbonAccount account = new(new() { Region = GridRegion.Parse("IS"), Providers = [provider] }, TenMinutes, _time);
        CarbonStatement early = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Empty(early.Marginal.Shares);
        Assert.True(early.IsProvisional);
        _time.Advance(TimeSpan.FromHours(24));
        Assert.False((await account.SettleAsync(TestContext.Current.CancellationToken)).IsProvisional);
    }

    private CarbonAccount Germany(params ICarbonIntensityProvider[] providers) =>
        new(new() { Region = GridRegion.Parse("DE"), Providers = providers }, TenMinutes, _time);

    // The bound is reached only when the first answers are in the book, however slow the machine is.
    private async Task<CarbonStatement> WithinTheBound(CarbonAccount account, Func<CarbonStatement, bool> isReady)
    {
        Task<CarbonStatement> settling = Task.Run(() => account.SettleWithin(Bound), TestContext.Current.CancellationToken);
        await Until(() => isReady(account.Current), () => { });
        await Until(() => settling.IsCompleted, () => _time.Advance(Bound));
        return await settling;
    }

    private static async Task Until(Func<bool> isTrue, Action meanwhile)
    {
        for (int tries = 0; !isTrue() && tries < 4000; tries++)
        {
            meanwhile();
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static double Mean(CarbonResult result) => result.EffectiveIntensity!.Value.GramsPerKilowattHour;

    private static double Lowest(CarbonResult result, IntensityKind kind) =>
        Assert.Single(result.Shares, share => share.Provenance.Kind == kind).Lowest.GramsPerKilowattHour;

    private static async Task<IntensityAnswer> Never()
    {
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return IntensityAnswer.None("never");
    }

    private static async Task<IntensityAnswer> Both(Task<IntensityAnswer> first, Task<IntensityAnswer> second) =>
        new() { Points = [.. (await first).Points, .. (await second).Points] };

    private static Task<IntensityAnswer> Answer(
        IntensityRequest request, int from, int to, double grams, IntensityKind kind = IntensityKind.Historical, string? model = null, DateTimeOffset? fetched = null) =>
        Task.FromResult(new IntensityAnswer
        {
            Points =
            [
                new IntensityPoint
                {
                    From = Noon.AddMinutes(from),
                    To = Noon.AddMinutes(to),
                    Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
                    Provenance = new IntensityProvenance
                    {
                        Signal = request.Signal,
                        Kind = kind,
                        Provider = "told",
                        Region = request.Region.Code,
                        Vintage = model,
                        RetrievedAt = fetched,
                        OriginalUnit = "g/kWh",
                    },
                },
            ],
        });

    /// <summary>A provider as a user might write one.</summary>
    private sealed class Told(Func<IntensityRequest, CancellationToken, Task<IntensityAnswer>> tell) : ICarbonIntensityProvider
    {
        public string Name => "told";

        public System.Collections.Concurrent.ConcurrentBag<IntensityRequest> Asked { get; } = [];

        public Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
        {
            Asked.Add(request);
            return tell(request, cancellationToken);
        }
    }
}
