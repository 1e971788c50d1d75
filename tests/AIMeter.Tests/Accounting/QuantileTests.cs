using AIMetering.Accounting;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.95, 3.85)]
    [InlineData(1, 4)]
    public void Percentiles_lie_between_order_statistics_as_in_R_and_NumPy(double share, double expected) =>
        Assert.Equal(expected, Quantiles.At([1, 2, 3, 4], share), 1e-12);

    [Fact]
    public void The_mode_is_the_most_frequent_value_at_three_digits() =>
        Assert.Equal(100, Quantiles.Mode([1.5, 99.96, 100.01, 100.04, 250, 250]));

    [Fact]
    public void Running_statistics_equal_those_of_the_whole()
    {
        RunningStatistics running = new();
        double[] values = [4, 7, 13, 16];
        foreach (double value in values)
        {
            running.Add(1e9 + value); // a large offset that would cancel a sum of squares
        }

        SeriesStatistics statistics = running.Complete([.. values])!;
        Assert.Equal(1e9 + 10, statistics.Mean, 1e-6);
        Assert.Equal(Math.Sqrt(30), statistics.StandardDeviation, 1e-6);
        Assert.Equal((4, 1e9 + 4, 1e9 + 16), (statistics.Count, statistics.Min, statistics.Max));
    }

    [Fact]
    public void No_values_have_no_statistics() => Assert.Null(new RunningStatistics().Complete([]));
}
