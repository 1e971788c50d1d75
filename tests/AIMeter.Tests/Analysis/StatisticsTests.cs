using AIMetering.Analysis.Statistics;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Analysis;

public sealed class StatisticsTests
{
    // Tables of Student's t (NIST/SEMATECH e-Handbook 1.3.6.7.2, with the digits that R gives).
    [Theory]
    [InlineData(12.706204736432095, 1, 0.05)]
    [InlineData(4.302652729911275, 2, 0.05)]
    [InlineData(2.2281388519649385, 10, 0.05)]
    [InlineData(3.169272667175838, 10, 0.01)]
    [InlineData(1.9623390808264074, 1000, 0.05)]
    [InlineData(63.65674116287399, 1, 0.01)]
    public void Students_t_agrees_with_the_tables(double t, double degrees, double chance)
    {
        Assert.Equal(chance, StudentT.TwoSided(t, degrees), 1e-9);
        Assert.Equal(t, StudentT.UpperQuantile(chance / 2, degrees), t * 1e-7);
    }

    [Fact]
    public void Students_t_of_one_degree_is_Cauchys_distribution_and_of_two_has_a_closed_form() => Gen.Double[0, 1e6].Sample(t =>
    {
        Assert.Equal(1 - (2 / Math.PI * Math.Atan(t)), StudentT.TwoSided(t, 1), 1e-12);
        Assert.Equal(1 - (t / Math.Sqrt(2 + (t * t))), StudentT.TwoSided(t, 2), 1e-12);
    });

    [Fact]
    public void With_many_degrees_t_becomes_normal() =>
        Assert.Equal(0.0026997960632601866, StudentT.TwoSided(3, 1e8), 1e-9);     // 3 sigma

    [Fact]
    public void The_tail_stays_exact_where_one_minus_it_would_be_lost() =>
        // With four pairs the correlation of independent normal series is spread evenly: p = 1 − |r|.
        Assert.Equal(1e-12, StudentT.OfCorrelation(1 - 1e-12, 4)!.Value, 1e-16);

    [Fact]
    public void The_incomplete_beta_function_mirrors() => Gen.Select(Gen.Double[0, 1], Gen.Double[0.1, 500], Gen.Double[0.1, 500]).Sample(
        (x, a, b) => Assert.Equal(1, BetaFunction.Regularized(x, a, b) + BetaFunction.Regularized(1 - x, b, a), 1e-9));

    [Fact]
    public void The_incomplete_beta_function_of_whole_numbers_is_a_binomial_tail() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Double[0, 1]).Sample((a, b, x) =>
        {
            double tail = 0, ways = 1;
            int n = a + b - 1;
            for (int hits = 0; hits <= n; ways = ways * (n - hits) / ++hits)
            {
                tail += hits >= a ? ways * Math.Pow(x, hits) * Math.Pow(1 - x, n - hits) : 0;
            }

            Assert.Equal(tail, BetaFunction.Regularized(x, a, b), 1e-10);
        });

    [Fact]
    public void The_gamma_function_of_whole_numbers_is_the_factorial()
    {
        double log = 0;
        for (int n = 1; n < 170; n++)
        {
            Assert.Equal(log, BetaFunction.LogGamma(n), 1e-11 * Math.Max(1, log));
            log += Math.Log(n);
        }

        Assert.Equal(0.5 * Math.Log(Math.PI), BetaFunction.LogGamma(0.5), 1e-13);
    }

    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks_and_missing_ones_have_none() =>
        Assert.Equal([1, 3.5, double.NaN, 3.5, 2, 5], Ranking.Of([-4, 7, double.NaN, 7, 0, 1e300]));

    [Fact]
    public void Lagged_products_are_the_plain_sums() => Gen.Select(Gen.Int[1, 70], Gen.Int[0, 20], Gen.Int[0, 1_000_000]).Sample((count, lags, seed) =>
    {
        Random random = new(seed);
        double[] x = new double[count + (2 * lags) + LaggedProducts.Slack], y = new double[x.Length], sums = new double[(2 * lags) + 1];
        for (int i = lags; i < lags + count; i++)
        {
            (x[i], y[i]) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        }

        LaggedProducts.Fill(x, y, lags, count, -lags, sums);

        for (int lag = -lags; lag <= lags; lag++)
        {
            double plain = 0;
            for (int i = lags; i < lags + count; i++)
            {
                plain += x[i] * y[i + lag];
            }

            Assert.Equal(plain, sums[lag + lags], 1e-12);
        }
    });
}
