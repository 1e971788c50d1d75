using AIMetering.Analysis;
using AIMetering.Analysis.Statistics;
using AIMetering.Readings;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Analysis;

public sealed class CorrelationTests
{
    private static readonly double[] AnscombeX = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];

    // F. J. Anscombe, "Graphs in statistical analysis", Am. Stat. 27 (1973): data; r and p as R's cor.test gives them.
    public static TheoryData<double[], double[], double, double> Anscombe => new()
    {
        { AnscombeX, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68], 0.81642051634484, 0.00216962887307879 },
        { AnscombeX, [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74], 0.81623650600024, 0.00217881623693792 },
        { AnscombeX, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73], 0.81628673948960, 0.00217630527922802 },
        { [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89], 0.81652143688850, 0.00216460234719722 },
    };

    [Theory]
    [MemberData(nameof(Anscombe))]
    public void Anscombes_quartet_has_its_published_correlation_and_p(double[] x, double[] y, double r, double p)
    {
        CorrelatedPair pair = OnePair(x, y);

        Assert.Equal(r, pair.Pearson, 1e-12);
        Assert.Equal(p, StudentT.OfCorrelation(pair.Pearson, x.Length)!.Value, 1e-12);
        Assert.Equal(11, pair.Samples);
    }

    [Fact]
    public void A_correlation_that_rests_on_one_point_has_no_p()
    {
        static double First(double t) => t < 0.05 ? 0 : 100;
        MeterReport report = Runs.Of(100, Runs.Gauge("clock", 100, t => First(t) + 1000), Runs.Gauge("memory", 100, First), Runs.Gauge("loss", 100, t => t % 7));

        CorrelationReport found = report.Correlate(new() { Step = TimeSpan.FromSeconds(0.1) });

        CorrelatedPair pair = found.Find("user.clock", "user.memory")!;
        Assert.Equal(1, pair.Pearson, 1e-9);
        Assert.Equal((null, null, null, null), (pair.PearsonP, pair.SpearmanP, pair.BestP, pair.FalseDiscoveryRate));
        Assert.Contains(found.Notes, note => note.StartsWith("One point carries most of the variance of user.clock, user.memory:", StringComparison.Ordinal));
    }

    [Fact]
    public void Spearman_agrees_with_the_example_of_SciPy()
    {
        CorrelatedPair pair = OnePair([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]);

        Assert.Equal(0.82078268166812329, pair.Spearman, 1e-12);
        Assert.Equal(0.088587005313543798, StudentT.OfCorrelation(pair.Spearman, 5)!.Value, 1e-12);
    }

    [Fact]
    public void Spearman_sees_what_grows_together_though_not_on_a_line()
    {
        CorrelatedPair pair = OnePair([.. Enumerable.Range(1, 40).Select(i => (double)i)], [.. Enumerable.Range(1, 40).Select(i => Math.Exp(i / 3.0))]);

        Assert.Equal(1, pair.Spearman, 1e-12);
        Assert.InRange(pair.Pearson, 0.4, 0.8);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-5)]
    [InlineData(0)]
    public void A_lag_is_found_with_its_sign(int steps)
    {
        double[] noise = Noise(7, 1200);
        MeterReport report = Runs.Of(
            100, Runs.Gauge("cause", 100, t => noise[Index(t) + 100]), Runs.Gauge("effect", 100, t => noise[Index(t) + 100 - steps]));

        CorrelatedPair pair = Assert.Single(report.Correlate(new() { Step = TimeSpan.FromSeconds(0.1) }).Pairs);

        Assert.Equal(steps * 0.1, pair.BestLag.TotalSeconds, 1e-9);     // positive: the effect follows the cause
        Assert.True(pair.BestPearson > 0.99);
        Assert.True(pair.BestP < 1e-6);
    }

    [Fact]
    public void A_lag_beyond_the_bound_is_not_looked_for()
    {
        double[] noise = Noise(8, 1200);
        MeterReport report = Runs.Of(
            100, Runs.Gauge("a", 100, t => noise[Index(t) + 100]), Runs.Gauge("b", 100, t => noise[Index(t) + 60]));

        CorrelationReport found = report.Correlate(new() { Step = TimeSpan.FromSeconds(0.1), MaxLag = TimeSpan.FromSeconds(2) });

        Assert.Equal(TimeSpan.FromSeconds(2), found.MaxLag);
        Assert.InRange(Math.Abs(Assert.Single(found.Pairs).BestPearson), 0, 0.3);
        Assert.Equal(4, Assert.Single(report.Correlate(new() { Step = TimeSpan.FromSeconds(0.1), MaxLag = TimeSpan.FromSeconds(5) }).Pairs).BestLag.TotalSeconds, 1e-9);
    }

    [Fact]
    public void Series_of_different_rates_and_phases_meet_on_common_points()
    {
        static double Wave(double t) => Math.Sin(t / 5);
        CorrelationReport found = Runs.Of(
            200, Runs.Gauge("fast", 200, Wave, interval: 0.05), Runs.Gauge("slow", 200, t => 3 - (2 * Wave(t)), interval: 0.97, from: 0.33)).Correlate();

        Assert.InRange(Assert.Single(found.Pairs).Pearson, -1, -0.99);
    }

    [Fact]
    public void Counters_are_compared_by_their_rate_and_energy_counters_by_their_power()
    {
        static double Power(double t) => 300 + (100 * Math.Sin(t / 4));
        static double Integral(double t) => (300 * t) + (400 * (1 - Math.Cos(t / 4)));
        CorrelationReport found = Runs.Of(
            120,
            Runs.Sampled(Channel.EnergyCounter(Runs.Gpu, Runs.Sensor), 120, Integral),
            Runs.Sampled(Channel.Counter(Runs.Host, "disk_read", MetricUnit.Bytes), 120, t => 1e6 * Integral(t)),
            Runs.Gauge("tokens per second", 120, Power)).Correlate();

        Assert.All(found.Pairs, pair => Assert.InRange(pair.Pearson, 0.999, 1));
        Assert.Equal(MetricUnit.Watts, found.Series[0].Unit);
        Assert.InRange(found.Series[0].Mean, 290, 310);
    }

    [Fact]
    public void A_gap_is_no_value_and_pairs_leave_its_points_out()
    {
        static bool Silent(double t) => t is > 40 and < 60;
        double[] at = [.. Enumerable.Range(0, 1001).Select(i => i / 10.0).Where(t => !Silent(t))];
        CorrelationReport found = Runs.Of(
            100,
            Runs.Sampled(Channel.Gauge(Runs.Gpu, "sm_clock", MetricUnit.Megahertz), at, t => 1000 + t),
            Runs.Gauge("loss", 100, t => Silent(t) && t > 40.5 ? -1e6 : 100 - t),     // the last value before the gap counts on for a while
            Runs.Gauge("with NaN", 100, t => Silent(t) ? double.NaN : 3 * t)).Correlate(new() { Step = TimeSpan.FromSeconds(0.1) });

        CorrelatedPair gap = found.Find("user.loss", "gpu0.sm_clock")!;
        Assert.Equal(-1, gap.Pearson, 1e-6);
        Assert.InRange(gap.Samples, 795, 806);     // 80 s, and three samples held on
        Assert.Equal(1, found.Find("gpu0.sm_clock", "user.with NaN")!.Pearson, 1e-9);
    }

    [Fact]
    public void A_value_counts_no_longer_than_its_age_allows()
    {
        double[] early = [0, 0.1, 0.2, 50, 99.9, 100];
        MeterReport report = Runs.Of(
            100, Runs.Sampled(Channel.Gauge(Runs.Gpu, "fan_speed", MetricUnit.Percent), early, t => t), Runs.Gauge("loss", 100, t => -t));

        int Points(TimeSpan? age) => report.Correlate(new() { Step = TimeSpan.FromSeconds(1), MaxAge = age, MinSamples = 4 }).Series
            .Where(series => series.Name == "gpu0.fan_speed").Select(series => series.Points).SingleOrDefault();

        Assert.Equal(0, Points(TimeSpan.Zero));        // three cells only
        Assert.Equal(23, Points(TimeSpan.FromSeconds(10.6)));
    }

    [Fact]
    public void Constant_and_empty_series_are_dropped_and_say_so()
    {
        CorrelationReport found = Runs.Of(
            50,
            Runs.Gauge("steady", 50, _ => 0.1),
            Runs.Gauge("never", 50, _ => double.NaN),
            Runs.Sampled(Channel.Gauge(Runs.Gpu, "clock_event_reasons", MetricUnit.None), 50, t => (int)t),
            Runs.Series(Channel.Gauge(Runs.Gpu, "temperature", MetricUnit.Celsius), [], []),
            Runs.Gauge("loss", 50, t => -t)).Correlate();

        Assert.Empty(found.Pairs);
        Assert.Equal("constant: 0.1", found.Dropped.Single(dropped => dropped.Name == "user.steady").Reason);
        Assert.Equal(4, found.Dropped.Count);
        Assert.Contains("constant: 0.1", found.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_runs_of_a_phase_count_when_one_is_asked_for()
    {
        double[] noise = Noise(3, 1001), other = Noise(4, 1001);
        static bool Inside(double t) => t is (>= 20 and < 40) or (>= 60 and < 80);
        MeterReport report = Runs.Of(
            100, Runs.Gauge("a", 100, t => noise[Index(t)]), Runs.Gauge("b", 100, t => Inside(t) ? noise[Index(t)] : other[Index(t)]))
            .With(Runs.Phase("decode", (20, 40), (60, 80)));

        CorrelatedPair phase = Assert.Single(report.Correlate(new() { Phase = "decode" }).Pairs), whole = Assert.Single(report.Correlate().Pairs);

        Assert.True(phase.Pearson > 0.98);
        Assert.InRange(whole.Pearson, 0.2, 0.6);
        Assert.Equal(400, phase.Samples);
    }

    [Fact]
    public void One_gpu_is_compared_with_host_and_user_but_not_with_another_gpu()
    {
        Device second = new("gpu1", DeviceKind.Gpu);
        CorrelationReport found = Runs.Of(
            50, Runs.Utilization(50, t => t % 7), Runs.Utilization(50, t => t % 5, second), Runs.Gauge("loss", 50, t => t % 3)).Correlate(new() { Device = "gpu0" });

        Assert.Equal(["gpu0.utilization", "user.loss"], found.Series.Select(series => series.Name));
    }

    [Fact]
    public void Views_of_one_quantity_are_marked_and_not_among_the_strongest()
    {
        double[] noise = Noise(5, 1001);
        CorrelationReport found = Runs.Of(
            100,
            Runs.Sampled(Channel.Gauge(Runs.Gpu, "graphics_clock", MetricUnit.Megahertz), 100, t => noise[Index(t)]),
            Runs.Sampled(Channel.Gauge(Runs.Gpu, "sm_clock", MetricUnit.Megahertz), 100, t => noise[Index(t)]),
            Runs.Gauge("tokens", 100, t => -noise[Index(t)])).Correlate();

        Assert.True(found.Find("gpu0.sm_clock", "gpu0.graphics_clock")!.SameQuantity);
        Assert.Equal(2, found.Strongest.Count);
        Assert.All(found.Strongest, pair => Assert.True(pair.FalseDiscoveryRate < 0.001));
        Assert.Equal("user.tokens", found.Of("user.tokens")[0].Second);
        Assert.Contains("user.tokens against the rest", found.ToText(), StringComparison.Ordinal);
        Assert.All(found.ToText(new() { Ascii = true }), letter => Assert.True(char.IsAscii(letter)));
    }

    [Fact]
    public void Any_scale_and_offset_of_a_series_gives_the_same_correlation() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Double[-6, 6], Gen.Double[-3, 3], Gen.Bool).Sample((seed, size, offset, flip) =>
        {
            double[] x = Noise(seed, 300), y = Noise(seed + 1, 300);
            double factor = Math.Pow(10, size) * (flip ? -1 : 1);
            CorrelatedPair plain = OnePair(x, y), scaled = OnePair(x, [.. y.Select(value => (value * factor) + (offset * factor))]);

            Assert.Equal(plain.Pearson, flip ? -scaled.Pearson : scaled.Pearson, 1e-9);
            Assert.Equal(plain.Spearman, flip ? -scaled.Spearman : scaled.Spearman, 1e-9);
            Assert.Equal(plain.EffectiveSamples, scaled.EffectiveSamples, 1e-6);
            Assert.InRange(plain.Pearson, -1, 1);
            Assert.InRange(plain.PearsonP!.Value, 0, 1);
        }, iter: 60);

    [Fact]
    public void Every_pair_agrees_with_the_plain_formula_whatever_is_missing() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[30, 200], Gen.Double[0, 0.4]).Sample((seed, count, missing) =>
        {
            Random random = new(seed);
            double[] x = Noise(seed, count), y = Noise(seed + 9, count);
            for (int i = 0; i < count; i++)
            {
                x[i] = random.NextDouble() < missing ? double.NaN : x[i];
                y[i] = random.NextDouble() < missing ? double.NaN : y[i] + x[i];
                y[i] = random.NextDouble() < 0.05 ? double.PositiveInfinity : y[i];
            }

            (double X, double Y)[] both = [.. x.Zip(y).Where(each => double.IsFinite(each.First) && double.IsFinite(each.Second))];
            double mx = both.Average(each => each.X), my = both.Average(each => each.Y);
            double plain = both.Sum(each => (each.X - mx) * (each.Y - my))
                / Math.Sqrt(both.Sum(each => (each.X - mx) * (each.X - mx)) * both.Sum(each => (each.Y - my) * (each.Y - my)));
            CorrelatedPair pair = OnePair(x, y, TimeSpan.Zero);

            Assert.Equal(both.Length, pair.Samples);
            Assert.Equal(plain, pair.Pearson, 1e-9);
        }, iter: 100);

    [Theory]
    [InlineData(1e308)]
    [InlineData(1e-300)]
    public void Huge_and_tiny_values_are_correlated_all_the_same(double size)
    {
        double[] noise = Noise(6, 200);

        Assert.Equal(1, OnePair(noise, [.. noise.Select(value => value / 10 * size)]).Pearson, 1e-9);
    }

    [Fact]
    public void Hostile_reports_give_an_answer_not_an_exception()
    {
        MeterReport[] reports =
        [
            Runs.Of(0),
            Runs.Of(10),
            Runs.Of(0, Runs.Gauge("a", 10, t => t), Runs.Gauge("b", 10, t => -t)),
            Runs.Of(10, Runs.Series(Channel.Gauge(Runs.User, "one", MetricUnit.None), [1], [5]), Runs.Gauge("b", 10, t => t)),
            Runs.Of(10, Runs.Gauge("a", 10, _ => double.NaN), Runs.Gauge("b", 10, _ => double.PositiveInfinity)),
            Runs.Of(10, Runs.Series(Channel.Gauge(Runs.User, "same time", MetricUnit.None), [.. Enumerable.Repeat(5.0, 100)], Noise(1, 100)), Runs.Gauge("b", 10, t => t)),
            Runs.Of(10, Runs.Series(Channel.Counter(Runs.User, "same time", MetricUnit.Bytes), [.. Enumerable.Repeat(5.0, 100)], Noise(1, 100)), Runs.Gauge("b", 10, t => t)),
            Runs.Of(10, Runs.Series(Channel.Gauge(Runs.User, "backwards", MetricUnit.None), [.. Enumerable.Range(0, 100).Select(i => 10 - (i / 10.0))], Noise(1, 100)), Runs.Gauge("b", 10, t => t)),
            Runs.Of(10, Runs.Series(Channel.Gauge(Runs.User, "far times", MetricUnit.None), [double.NaN, -1e300, 3, 1e300, double.PositiveInfinity], [1, 2, 3, 4, 5]), Runs.Gauge("b", 10, t => t)),
            Runs.Of(10, Runs.Series(Channel.Counter(Runs.User, "falls", MetricUnit.Bytes), [.. Enumerable.Range(0, 100).Select(i => i / 10.0)], Noise(1, 100)), Runs.Gauge("b", 10, t => t)),
        ];

        Assert.All(reports, report =>
        {
            CorrelationReport found = report.Correlate(new() { MinSamples = 4 });
            Assert.All(found.Pairs, pair => Assert.InRange(pair.Pearson, -1, 1));
            Assert.Contains("Correlation", found.ToText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Wrong_options_are_named_with_value_and_remedy()
    {
        MeterReport report = Runs.Of(10, Runs.Gauge("a", 10, t => t)).With(Runs.Phase("decode", (1, 2)));

        Assert.Contains("MaxPoints is 3. Give 16", Thrown(new() { MaxPoints = 3 }), StringComparison.Ordinal);
        Assert.Contains("MinSamples is 1", Thrown(new() { MinSamples = 1 }), StringComparison.Ordinal);
        Assert.Contains("'prefill', which the report does not have. It has: decode", Thrown(new() { Phase = "prefill" }), StringComparison.Ordinal);
        Assert.Contains("Give a longer step or more points", Thrown(new() { Step = TimeSpan.FromMilliseconds(1) }), StringComparison.Ordinal);

        string Thrown(CorrelationOptions options) => Assert.ThrowsAny<ArgumentException>(() => report.Correlate(options)).Message;
    }

    private static int Index(double t) => (int)Math.Round(t * 10);

    /// <summary>Two series of one sample a second, at the middle of the cells.</summary>
    private static CorrelatedPair OnePair(double[] x, double[] y, TimeSpan? maxAge = null)
    {
        double[] at = [.. Enumerable.Range(0, x.Length).Select(i => i + 0.5)];
        Channel Named(string name) => Channel.Gauge(Runs.User, name, MetricUnit.None);
        MeterReport report = Runs.Of(x.Length, Runs.Series(Named("x"), at, x), Runs.Series(Named("y"), at, y));
        CorrelationOptions options = new() { Step = TimeSpan.FromSeconds(1), MinSamples = 4, MaxAge = maxAge };
        return Assert.Single(report.Correlate(options).Pairs);
    }

    public static double[] Noise(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }
}
