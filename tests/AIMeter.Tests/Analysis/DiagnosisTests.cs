using AIMetering.Analysis;
using AIMetering.Readings;
using AIMetering.Tests.Reports;
using Xunit;

namespace AIMetering.Tests.Analysis;

/// <summary>Scenes of known cause: each names its bottleneck and no other.</summary>
public sealed class DiagnosisTests
{
    private const double Seconds = 60;

    [Fact]
    public void A_busy_gpu_at_no_limit_is_healthy()
    {
        DiagnosisReport found = Scene();

        Assert.Empty(found.Bottlenecks);
        Assert.Empty(found.Unknown);
        Assert.Contains("None found.", found.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Full_tensor_cores_on_full_multiprocessors_are_compute_bound()
    {
        BottleneckAnswer answer = Only(Scene(("sm_active", _ => 95), ("tensor_active", _ => 72)));

        Assert.Equal(Bottleneck.Compute, answer.Bottleneck);
        Assert.Equal(1, answer.Share!.Value, 1e-9);
        Assert.Equal(["gpu0.sm_active", "gpu0.tensor_active"], answer.Evidence.Select(evidence => evidence.Series));
        Assert.Equal([80.0, 60], answer.Evidence.Select(evidence => evidence.Threshold!.Value));
    }

    [Fact]
    public void Active_multiprocessors_whose_pipes_wait_are_not_compute_bound() =>
        Assert.Empty(Scene(("sm_active", _ => 99), ("tensor_active", _ => 20)).Bottlenecks);

    [Fact]
    public void A_full_memory_is_bandwidth_bound() =>
        Assert.Equal(Bottleneck.MemoryBandwidth, Only(Scene(("dram_active", t => 70 + (5 * Math.Sin(t))))).Bottleneck);

    [Fact]
    public void Full_pcie_by_generation_and_width_of_the_loaded_link()
    {
        // 16 lanes of generation 4 carry 31.5 GB/s; the link drops to generation 1 for a moment, as an idle one does.
        SeriesReport rx = Runs.Sampled(Channel.Counter(Runs.Gpu, "pcie_rx", MetricUnit.Bytes), Seconds, t => 24e9 * t);
        BottleneckAnswer answer = Only(Scene([rx], ("pcie_generation", t => t < 1 ? 1 : 4), ("pcie_width", _ => 16)));

        Assert.Equal(Bottleneck.Pcie, answer.Bottleneck);
        Assert.Equal(0.6 * 31.508, answer.Evidence.Single(evidence => evidence.Series == "gpu0.pcie_rx").Threshold!.Value, 0.01);
    }

    [Fact]
    public void Full_nvlink_by_the_data_sheet_of_the_model()
    {
        SeriesReport tx = Runs.Sampled(Channel.Counter(Runs.Gpu, "nvlink_tx", MetricUnit.Bytes), Seconds, t => 300e9 * t);

        Assert.Equal(Bottleneck.NvLink, Only(Scene([tx])).Bottleneck);       // an H100 in an SXM module: 450 GB/s in each direction
    }

    [Fact]
    public void The_nvlink_of_an_unknown_model_is_not_guessed()
    {
        Device unknown = new("gpu0", DeviceKind.Gpu, "Some future GPU");
        DiagnosisReport found = Runs.Of(Seconds, Runs.Utilization(Seconds, _ => 95, unknown),
            Runs.Sampled(Channel.Counter(unknown, "nvlink_tx", MetricUnit.Bytes), Seconds, t => 300e9 * t)).Diagnose();

        BottleneckAnswer answer = found.Unknown.Single(each => each.Bottleneck == Bottleneck.NvLink);
        Assert.Equal("the NVLink rate of Some future GPU", answer.Missing);
        Assert.Equal(300, answer.Evidence[0].Value, 1e-6);
    }

    [Theory]
    [InlineData(0x4)]
    [InlineData(0x80)]
    [InlineData(0x4 | 0x2)]
    public void Clocks_held_down_by_power_are_told(int bits)
    {
        BottleneckAnswer answer = Only(Scene(("clock_event_reasons", t => t % 10 < 4 ? bits : 0), ("sm_clock", _ => 1400)));

        Assert.Equal(Bottleneck.PowerCap, answer.Bottleneck);
        Assert.Equal(0.4, answer.Share!.Value, 0.01);
        Assert.Contains(answer.Evidence, evidence => evidence is { Series: "gpu0.sm_clock", Value: 1400 });
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x40)]
    public void Clocks_held_down_by_heat_are_told_from_one_percent_on(int bits)
    {
        Assert.Equal(Bottleneck.Thermal, Only(Scene(("clock_event_reasons", t => t % 50 < 1 ? bits : 0))).Bottleneck);
        Assert.Empty(Scene(("clock_event_reasons", t => t is > 10.05 and < 10.15 ? bits : 0)).Bottlenecks);
    }

    [Fact]
    public void An_ambiguous_hardware_slowdown_proves_neither_power_nor_heat() =>
        Assert.Empty(Scene(("clock_event_reasons", _ => 0x8)).Bottlenecks);

    [Fact]
    public void A_counter_of_throttled_time_counts_what_reads_of_bits_missed()
    {
        SeriesReport counter = Runs.Sampled(Channel.Counter(Runs.Gpu, "throttled_by_heat", MetricUnit.Seconds), Seconds, t => 0.05 * t, interval: 1);

        BottleneckAnswer answer = Only(Scene([counter]));

        Assert.Equal((Bottleneck.Thermal, 0.05), (answer.Bottleneck, Math.Round(answer.Share!.Value, 6)));
    }

    [Fact]
    public void Without_reasons_power_at_its_limit_is_a_power_cap()
    {
        DiagnosisReport found = Runs.Of(
            Seconds, Runs.Utilization(Seconds, _ => 95), Gauge("power_limit", _ => 700), Runs.Sampled(Channel.Power(Runs.Gpu, Runs.Sensor), Seconds, _ => 690)).Diagnose();

        Assert.Equal(Bottleneck.PowerCap, Only(found).Bottleneck);
    }

    [Fact]
    public void Gaps_between_loads_are_told_but_not_the_time_before_and_after_them()
    {
        DiagnosisReport gaps = Scene(("utilization", t => t % 10 < 7 ? 95 : 0)), edges = Scene(("utilization", t => t is > 20 and < 40 ? 95 : 0));

        Assert.Equal(Bottleneck.IdleGaps, Only(gaps).Bottleneck);
        Assert.Equal(0.28, Only(gaps).Share!.Value, 0.03);
        Assert.Empty(edges.Bottlenecks);
    }

    [Fact]
    public void A_gpu_that_waits_while_a_thread_is_busy_is_host_bound_and_one_that_waits_for_nothing_seen_is_not()
    {
        static double Waits(double t) => t % 4 < 2 ? 95 : 0;
        DiagnosisReport busy = Scene([Cores(t => Waits(t) > 0 ? 0.1 : 1)], ("utilization", Waits));
        DiagnosisReport quiet = Scene([Cores(_ => 0.1)], ("utilization", Waits));

        Assert.Equal([Bottleneck.IdleGaps, Bottleneck.Host], busy.Bottlenecks.Select(answer => answer.Bottleneck).Order().Reverse());
        Assert.Contains(busy.Bottlenecks.Single(answer => answer.Bottleneck == Bottleneck.Host).Evidence, evidence => evidence.Meaning.Contains("while the GPU was idle", StringComparison.Ordinal));
        Assert.Equal(Bottleneck.IdleGaps, Only(quiet).Bottleneck);
    }

    [Fact]
    public void Without_profiling_compute_and_memory_lack_evidence_and_say_how_to_get_it()
    {
        DiagnosisReport found = Runs.Of(Seconds, Runs.Utilization(Seconds, _ => 100), Gauge("memory_controller_utilization", _ => 75)).Diagnose();

        BottleneckAnswer compute = found.Unknown.Single(answer => answer.Bottleneck == Bottleneck.Compute);
        Assert.Contains("gpu0.sm_active", compute.Missing, StringComparison.Ordinal);
        Assert.Contains("ProfileGpus()", compute.Remedy, StringComparison.Ordinal);
        Assert.Contains(found.Unknown, answer => answer.Bottleneck == Bottleneck.MemoryBandwidth);
        Assert.Contains("Not enough evidence", found.ToText(), StringComparison.Ordinal);
        Assert.Contains("None found by the rules that had the numbers", found.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_seldom_touched_cannot_be_full_even_without_profiling()
    {
        DiagnosisReport found = Runs.Of(Seconds, Runs.Utilization(Seconds, _ => 100), Gauge("memory_controller_utilization", _ => 30)).Diagnose();

        Assert.Equal(RuleOutcome.DoesNotHold, found.Answers.Single(answer => answer.Bottleneck == Bottleneck.MemoryBandwidth).Outcome);
    }

    [Fact]
    public void Each_phase_and_each_gpu_has_its_own_answer_and_the_one_that_took_most_comes_first()
    {
        Device second = new("gpu1", DeviceKind.Gpu, "NVIDIA H100 80GB HBM3");
        DiagnosisReport found = Runs.Of(
            Seconds,
            [.. Healthy(Runs.Gpu, ("clock_event_reasons", t => t is >= 40 and < 50 ? 4 : 0)), .. Healthy(second, ("dram_active", _ => 75))])
            .With(Runs.Phase("prefill", (0, 40)), Runs.Phase("decode", (40, 50))).Diagnose();

        Assert.Equal((Bottleneck.MemoryBandwidth, "gpu1", null), (found.Bottlenecks[0].Bottleneck, found.Bottlenecks[0].Device, found.Bottlenecks[0].Phase));
        Assert.Contains(found.Bottlenecks, answer => answer is { Bottleneck: Bottleneck.PowerCap, Device: "gpu0", Phase: "decode", Share: > 0.98 });
        Assert.DoesNotContain(found.Bottlenecks, answer => answer is { Bottleneck: Bottleneck.PowerCap, Phase: "prefill" });
        Assert.Equal(found.Bottlenecks.OrderByDescending(answer => answer.Severity).Select(answer => answer.Severity), found.Bottlenecks.Select(answer => answer.Severity));
    }

    [Fact]
    public void A_phase_in_which_the_gpu_did_nothing_is_a_gap_and_lacks_evidence_about_load()
    {
        DiagnosisReport found = Runs.Of(Seconds, [.. Healthy(Runs.Gpu, ("utilization", t => t < 30 ? 95 : 0))])
            .With(Runs.Phase("tokenize", (35, 60))).Diagnose();

        Assert.Equal(("tokenize", Bottleneck.IdleGaps), (Only(found).Phase, Only(found).Bottleneck));
        Assert.Contains(found.Unknown, answer => answer is { Phase: "tokenize", Bottleneck: Bottleneck.PowerCap } && answer.Missing!.StartsWith("any load", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_gpu_the_processors_are_asked()
    {
        Channel busy = Channel.Gauge(Runs.Host, "cpu_utilization", MetricUnit.Percent);

        Assert.Equal((Bottleneck.Compute, "host"), (Only(Cpu(_ => 99)).Bottleneck, Only(Cpu(_ => 99)).Device));
        Assert.Empty(Cpu(_ => 50).Bottlenecks);
        Assert.Equal("host.cpu_utilization", Assert.Single(Runs.Of(10).Diagnose().Unknown).Missing);

        DiagnosisReport Cpu(Func<double, double> value) => Runs.Of(Seconds, Runs.Sampled(busy, Seconds, value)).Diagnose();
    }

    [Fact]
    public void Hostile_reports_give_an_answer_not_an_exception()
    {
        double[] strange = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 1e308, ulong.MaxValue, 0];
        foreach (string metric in new[] { "utilization", "clock_event_reasons", "sm_active", "pcie_generation", "power_limit" })
        {
            foreach (double value in strange)
            {
                DiagnosisReport found = Scene((metric, t => t % 1 < 0.5 ? value : 50));
                Assert.All(found.Answers, answer => Assert.InRange(answer.Severity, 0, 1));
                Assert.NotEmpty(found.ToText());
            }
        }

        Assert.NotEmpty(Runs.Of(0, Runs.Utilization(10, t => t)).Diagnose().Answers);
        Assert.NotEmpty(SampleReports.Blind().Diagnose().ToText());
        Assert.NotEmpty(SampleReports.Full().Diagnose().ToText());
    }

    private static BottleneckAnswer Only(DiagnosisReport report) => Assert.Single(report.Bottlenecks);

    private static SeriesReport Gauge(string metric, Func<double, double> value, Device? device = null) =>
        Runs.Sampled(Channel.Gauge(device ?? Runs.Gpu, metric, MetricUnit.None), Seconds, value);

    private static SeriesReport Cores(Func<double, double> value) => Gauge("cpu_cores_used", value, Runs.Process);

    private static DiagnosisReport Scene(params (string Metric, Func<double, double> Value)[] changes) => Scene([], changes);

    private static DiagnosisReport Scene(SeriesReport[] more, params (string Metric, Func<double, double> Value)[] changes)
    {
        HashSet<string> given = [.. more.Select(series => series.Channel.FullName)];
        return Runs.Of(Seconds, [.. Healthy(Runs.Gpu, changes).Where(series => !given.Contains(series.Channel.FullName)), .. more]).Diagnose();
    }

    /// <summary>All that the rules ask for, of a GPU that is well fed and at no limit.</summary>
    private static IEnumerable<SeriesReport> Healthy(Device gpu, params (string Metric, Func<double, double> Value)[] changes)
    {
        Dictionary<string, Func<double, double>> gauges = new()
        {
            ["utilization"] = _ => 95,
            ["memory_controller_utilization"] = _ => 40,
            ["clock_event_reasons"] = _ => 0,
            ["sm_clock"] = _ => 1900,
            ["max_sm_clock"] = _ => 1980,
            ["temperature"] = _ => 60,
            ["power_limit"] = _ => 700,
            ["sm_active"] = _ => 70,
            ["tensor_active"] = _ => 30,
            ["dram_active"] = _ => 35,
            ["pcie_generation"] = _ => 5,
            ["pcie_width"] = _ => 16,
        };
        foreach ((string metric, Func<double, double> value) in changes)
        {
            gauges[metric] = value;
        }

        return
        [
            .. gauges.Select(gauge => Gauge(gauge.Key, gauge.Value, gpu)),
            .. new[] { "pcie_tx", "pcie_rx", "nvlink_tx", "nvlink_rx" }.Select(bus => Runs.Sampled(Channel.Counter(gpu, bus, MetricUnit.Bytes), Seconds, t => 1e9 * t)),
            Cores(_ => 0.4),
        ];
    }
}
