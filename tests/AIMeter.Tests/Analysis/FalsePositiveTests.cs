using AIMetering.Analysis;
using AIMetering.Analysis.Correlation;
using AIMetering.Analysis.Statistics;
using Xunit;

namespace AIMetering.Tests.Analysis;

/// <summary>Series without any connection, each with its own inertia: how often they are said to be connected.</summary>
public sealed class FalsePositiveTests
{
    private const int Trials = 2000;

    [Theory]
    [InlineData(0.0, 0.0, 500)]
    [InlineData(0.5, 0.5, 500)]
    [InlineData(0.9, 0.9, 500)]
    [InlineData(0.97, 0.97, 2000)]
    [InlineData(0.9, 0.0, 500)]
    [InlineData(0.8, 0.95, 200)]
    public void Five_percent_of_independent_series_look_connected_at_p_below_five_percent(double first, double second, int count)
    {
        (double rate, double naive) = Rates(first, second, count);

        Assert.InRange(rate, 0.02, 0.085);
        Assert.True(first * second < 0.2 || naive > 1.5 * rate, $"naive {naive}");
    }

    private static (double Rate, double Naive) Rates(double first, double second, int count)
    {
        Random random = new(42);
        TimeGrid grid = new(1, [new(0, 0, count)], count, 0);
        int found = 0, naive = 0;
        double[] r = new double[1];
        for (int trial = 0; trial < Trials; trial++)
        {
            ColumnSet columns = new(grid);
            AlignedColumn x = columns.Make(Inert(random, first, count)), y = columns.Make(Inert(random, second, count));
            columns.Correlate(x, y, 0, 4, r);
            found += StudentT.OfCorrelation(r[0], columns.Effective(x, y)) < 0.05 ? 1 : 0;
            naive += StudentT.OfCorrelation(r[0], count) < 0.05 ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{first} {second} {count}: {(double)found / Trials} by effective samples, {(double)naive / Trials} without");
        return ((double)found / Trials, (double)naive / Trials);
    }

    [Fact]
    public void The_best_of_many_lags_is_no_find_either()
    {
        int found = 0;
        const int Runs = 300;
        for (int trial = 0; trial < Runs; trial++)
        {
            double[] x = Inert(new(trial), 0.9, 600), y = Inert(new(trial + 100_000), 0.9, 600);
            CorrelationReport report = Analysis.Runs.Of(
                59.9, Analysis.Runs.Gauge("x", 59.9, t => x[(int)Math.Round(t * 10)]), Analysis.Runs.Gauge("y", 59.9, t => y[(int)Math.Round(t * 10)])).Correlate();
            found += Assert.Single(report.Pairs).BestP < 0.05 ? 1 : 0;
        }

        Assert.InRange(found, 0, 0.08 * Runs);
    }

    [Fact]
    public void Among_many_unconnected_series_hardly_a_pair_is_said_to_hold()
    {
        SeriesReport[] series = [.. Enumerable.Range(0, 40).Select(i =>
        {
            double[] values = Inert(new(i), 0.9, 1001);
            return Analysis.Runs.Gauge($"s{i}", 100, t => values[(int)Math.Round(t * 10)]);
        })];

        CorrelationReport report = Analysis.Runs.Of(100, series).Correlate();

        Assert.Equal(780, report.Pairs.Count);
        Assert.InRange(report.Pairs.Count(pair => pair.FalseDiscoveryRate <= 0.05), 0, 1);
    }

    // An autoregressive series of first order, begun in its steady state.
    private static double[] Inert(Random random, double inertia, int count)
    {
        double[] values = CorrelationTests.Noise(random.Next(), count);
        double fresh = Math.Sqrt(1 - (inertia * inertia));
        for (int i = 1; i < count; i++)
        {
            values[i] = (inertia * values[i - 1]) + (fresh * values[i]);
        }

        return values;
    }
}
