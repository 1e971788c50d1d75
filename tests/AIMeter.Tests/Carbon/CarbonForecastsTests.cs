using System.Collections.Concurrent;
using AIMetering.Carbon;
using AIMetering.Tests.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Tests.Carbon;

/// <summary>What a running session asks ahead, on a clock of the test's own.</summary>
public class CarbonForecastsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly ConcurrentQueue<IntensityRequest> _asked = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly IntensityMemory _memory = new();

    [Fact]
    public async Task Forecasts_are_renewed_before_they_end_and_from_where_the_last_question_stood()
    {
        using CarbonForecasts forecasts = Keep((request, _) => Task.FromResult(Forecast(request)));
        await Until(() => _asked.Count == 2, () => { });
        await Until(() => _asked.Count >= 4, () => _time.Advance(TimeSpan.FromHours(1)));
        await Until(() => _asked.Count >= 6, () => _time.Advance(TimeSpan.FromHours(1)));
        forecasts.Dispose();
        await forecasts.Running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        IntensityRequest[] average = [.. _asked.Where(request => request.Signal == CarbonSignal.Average)];
        Assert.Equal((Noon, Noon + Day), (average[0].From, average[0].To));
        Assert.Equal((Noon, true), (average[1].From, average[1].To >= Noon + Day + (Day / 2)));
        Assert.Equal(average[1].To - Day, average[2].From);
        Assert.Equal(average.Length, _asked.Count(request => request.Signal == CarbonSignal.MarginalOperating));
        Assert.Empty(IntensityRules.Holes(_memory.Of(CarbonSignal.Average), Noon, average[^1].To));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task After_the_stop_nobody_is_asked_any_more()
    {
        using CarbonForecasts forecasts = Keep((request, _) => Task.FromResult(Forecast(request)));
        await Until(() => _asked.Count == 2, () => { });
        forecasts.Dispose();
        await forecasts.Running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        _time.Advance(Day * 3);
        Assert.Equal((TaskStatus.RanToCompletion, 2), (forecasts.Running.Status, _asked.Count));
    }

    [Fact]
    public async Task A_provider_that_never_answers_and_heeds_nothing_is_left_behind_at_the_stop()
    {
        TaskCompletionSource<IntensityAnswer> late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CarbonForecasts forecasts = Keep((_, _) => late.Task);
        await Until(() => _asked.Count == 2, () => { });
        forecasts.Dispose();
        await forecasts.Running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        late.SetResult(Forecast(_asked.First()));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(_memory.Of(CarbonSignal.Average));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_provider_that_throws_is_asked_again_and_a_token_that_throws_hurts_nobody()
    {
        using CarbonForecasts forecasts = Keep((_, stop) =>
        {
            stop.Register(() => throw new InvalidOperationException("at the stop"));
            throw new InvalidOperationException("at the question");
        });
        await Until(() => _asked.Count >= 4, () => _time.Advance(TimeSpan.FromHours(1)));
        forecasts.Dispose();
        await forecasts.Running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(TaskStatus.RanToCompletion, forecasts.Running.Status);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(20_000)] // a machine without a clock of its own wakes in 1970
    public async Task A_clock_that_is_set_asks_no_question_turned_round_and_none_of_years(int days)
    {
        Settable clock = new();
        using CarbonForecasts forecasts = Keep((request, _) => Task.FromResult(Forecast(request)), clock);
        await Until(() => _asked.Count == 2, () => { });
        clock.Shift = days * Day;
        await Until(() => _asked.Count >= 4, () => clock.Advance(TimeSpan.FromHours(1)));
        forecasts.Dispose();
        Assert.All(_asked, request => Assert.InRange(request.To - request.From, Day, 2 * Day));
    }

    [Fact]
    public void Where_there_is_nobody_to_ask_or_nowhere_to_ask_of_nothing_runs()
    {
        Assert.Null(CarbonForecasts.Keep(new() { Region = GridRegion.Parse("DE") }, _memory, _time, Noon, _failures.Enqueue));
        Assert.Null(CarbonForecasts.Keep(new() { Providers = [new Asked(this, (_, _) => Task.FromResult(new IntensityAnswer()))] }, _memory, _time, Noon, _failures.Enqueue));
    }

    [Fact]
    public async Task A_long_session_asks_again_and_a_stopped_one_does_not()
    {
        MeterConfiguration configuration = TestMachine.Bare().WithTimeProvider(_time).AddSource(PlannedSource.Constant("planned", "cpu0", 100, _time))
            .InRegion("DE").WithCarbonFrom(new Asked(this, (request, _) => Task.FromResult(Forecast(request))), TimeSpan.Zero);
        using MeterSession meter = configuration.Start();
        await Until(() => _asked.Count == 2, () => { });
        await Until(() => _asked.Count >= 4, () => _time.Advance(TimeSpan.FromHours(1)));
        MeterReport report = meter.Stop();
        int asked = _asked.Count;
        _time.Advance(Day * 3);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(asked, _asked.Count);
        Assert.Equal(IntensityKind.Forecast, Assert.Single(report.Carbon!.Average.Shares).Provenance.Kind);
        Assert.Equal(1, report.Carbon.Average.Coverage!.Value, 1e-9);
    }

    private CarbonForecasts Keep(Func<IntensityRequest, CancellationToken, Task<IntensityAnswer>> answer, TimeProvider? time = null) => CarbonForecasts.Keep(
        new() { Region = GridRegion.Parse("DE"), Providers = [new Asked(this, answer)] }, _memory, time ?? _time, Noon, _failures.Enqueue)!;

    private static IntensityAnswer Forecast(IntensityRequest request) => new()
    {
        Points =
        [
            new()
            {
                From = request.From,
                To = request.To,
                Intensity = CarbonIntensity.FromGramsPerKilowattHour(222),
                Provenance = new() { Signal = request.Signal, Kind = IntensityKind.Forecast, Provider = "asked", Region = "DE", OriginalUnit = "g/kWh" },
            },
        ],
    };

    private static async Task Until(Func<bool> isTrue, Action meanwhile)
    {
        for (int tries = 0; !isTrue() && tries < 4000; tries++)
        {
            meanwhile();
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(isTrue());
    }

    private sealed class Settable : FakeTimeProvider
    {
        public Settable()
            : base(Noon)
        {
        }

        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }

    private sealed class Asked(CarbonForecastsTests test, Func<IntensityRequest, CancellationToken, Task<IntensityAnswer>> answer) : ICarbonIntensityProvider
    {
        public string Name => "asked";

        public Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
        {
            test._asked.Enqueue(request);
            return answer(request, cancellationToken);
        }
    }
}
