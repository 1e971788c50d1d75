using System.Globalization;
using AIMetering.BenchmarkDotNet.Subjects;
using AIMetering.Diagnosers;
using AIMetering.Simulation;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Xunit;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Sensors that are too slow, absent, asked for wrongly, or that only see an idle machine.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SensorTests : IDisposable
{
    private readonly Bench _bench = new();

    private static EnergyDiagnoserOptions Plugged => new()
    {
        Devices = ["plug"],
        TargetBound = 0.2,
        Configure = configuration => configuration.AddSource(new SlowPlug()),
    };

    private EnergyDiagnoserOptions Blind => new() { Configure = configuration => configuration.WithSysRoot(_bench.SysRoot).WithoutEstimates(), Devices = ["cpu0"] };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_sensor_too_slow_for_the_iterations_is_named_with_the_invocation_count_that_helps()
    {
        Summary brief = _bench.Run<Brief>(Bench.InProcess, Plugged);
        InvocationAdvice advice = brief.Energy("Spin").Advice!;
        Assert.Equal(64, advice.Present);
        Assert.Equal($"too slow: InvocationCount={advice.Needed} for ±20%", Assert.Single(brief.Column("Energy note")!));
        Assert.Contains($"InvocationCount={advice.Needed} (now 64)", _bench.Log, StringComparison.Ordinal);

        Summary longer = _bench.Run<Brief>(Bench.InProcess.WithInvocationCount((int)advice.Needed).WithIterationCount(4), Plugged);
        BenchmarkEnergy energy = longer.Energy("Spin");
        Assert.True(energy.ResolutionBound < 0.2, $"{energy.ResolutionBound} unresolved with {advice}: {energy}");
        Assert.Null(energy.Advice);
        Assert.Null(longer.Column("Energy note"));
    }

    [Fact]
    public void Without_a_sensor_the_columns_say_NA_and_the_log_says_why()
    {
        Summary summary = _bench.Run<Brief>(Bench.InProcess, Blind);
        BenchmarkEnergy energy = summary.Energy("Spin");
        Assert.False(energy.PerOperation.IsKnown);
        Assert.All(["Energy/op", "±", "Power [W]", "Energy by"], header => Assert.Equal("NA", Assert.Single(summary.Column(header)!)));
        Assert.NotEmpty(Assert.Single(summary.Column("Energy note")!));
        Assert.Contains("powercap: not available, ", _bench.Log, StringComparison.Ordinal);
        Assert.Contains($"The energy is not known (NA): {energy.PerOperation.Reason}", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("AIMeter.Energy", _bench.Exported(".json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_idles_at_a_constant_power_uses_nothing_above_idle()
    {
        using PowercapSimulator machine = new(new ConstantLoad(20));
        EnergyDiagnoserOptions options = new() { TargetBound = 0.5, Configure = configuration => configuration.WithSysRoot(machine.SysRoot) };
        BenchmarkEnergy whole = _bench.Run<Brief>(Bench.InProcess.WithInvocationCount(1024), options).Energy("Spin");
        Summary above = _bench.Run<Brief>(Bench.InProcess.WithInvocationCount(1024), options with { AboveIdle = true, IdleTime = TimeSpan.FromSeconds(1) });
        Assert.True(whole.PerOperation.Low!.Value.Joules <= 20 * whole.PerOperation.Energy!.Value.Joules / whole.Power!.Value.Watts, whole.PerOperation.ToString());
        Assert.InRange(whole.Power!.Value.Watts, 17, 23);
        Assert.True(above.Energy("Spin").Holds(0), above.Energy("Spin").PerOperation.ToString());
        Assert.NotNull(above.Column("Net energy/op"));
        Assert.Null(above.Energy("Spin").Advice); // no invocation count makes a share of nothing known
    }

    [Fact]
    public void Numbers_follow_the_culture_of_the_summary_and_no_other()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CommaCulture.Make();
        try
        {
            Assert.DoesNotContain(',', Power(_bench.Run<Brief>(Bench.InProcess, Plugged)));
            Assert.Contains(',', Power(_bench.Run<Brief>(Bench.InProcess, Plugged, config => config.WithCultureInfo(CommaCulture.Make()))));
            Assert.DoesNotContain("±20,", _bench.Log, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_cannot_be_measured_as_asked_stops_the_run_with_a_message()
    {
        Assert.Contains("TargetBound", Refusal(new() { TargetBound = 0 }), StringComparison.Ordinal);
        Assert.Contains("IdleTime", Refusal(new() { IdleTime = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("Atlantis", Refusal(new() { Region = "Atlantis" }), StringComparison.Ordinal);
        Assert.Contains("Devices and AboveIdle", Refusal(Plugged with { AboveIdle = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_meter_that_fails_leaves_the_benchmark_alone_and_says_so()
    {
        EnergyDiagnoserOptions options = new() { Configure = _ => throw new InvalidOperationException("the plug is on fire") };
        Summary summary = _bench.Run<Brief>(Bench.InProcess, options);
        Assert.Equal("NA", Power(summary));
        Assert.Equal("the meter failed: the plug is on fire", summary.Energy("Spin").PerOperation.Reason);
        Assert.True(summary.Reports[0].ResultStatistics!.Mean > 0);
    }

    [Fact]
    public void A_benchmark_that_fails_has_no_energy_and_the_next_one_has()
    {
        Summary summary = BenchmarkRunner.Run<HalfBroken>(_bench.Config(Bench.InProcess).AddEnergyDiagnoser(Plugged));
        Assert.Equal(["Broken", "Spin"], summary.Column("Method")!.Order());
        int broken = Array.IndexOf(summary.Column("Method")!, "Broken");
        Assert.Equal("NA", summary.Column("Power [W]")![broken]);
        Assert.Matches(@"^\d", summary.Column("Power [W]")![1 - broken]);
    }

    [Fact]
    public void The_attribute_is_all_it_takes()
    {
        Summary summary = BenchmarkRunner.Run<Marked>(_bench.Config(Bench.InProcess));
        Assert.All(["Energy/op", "±", "Power [W]", "Energy by", "Carbon/op"], header => Assert.NotNull(summary.Column(header)));
        Assert.NotNull(summary.Energy("Spin"));
    }

    [Fact]
    public void The_attribute_takes_the_types_of_sources_of_ones_own()
    {
        Summary summary = BenchmarkRunner.Run<OnAPlug>(_bench.Config(Bench.InProcess));
        Assert.Equal("counter (slow-plug)", Assert.Single(summary.Column("Energy by")!));
        Assert.Contains("Sources names System.String, which is no class that implements IMetricSampler", Refusal(new() { Sources = [typeof(string)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_of_ones_own_makes_sources_that_take_arguments()
    {
        Summary summary = BenchmarkRunner.Run<ByConfig>(_bench.Config(Bench.InProcess));
        Assert.Equal("counter (slow-plug)", Assert.Single(summary.Column("Energy by")!));
    }

    private static string Power(Summary summary) => Assert.Single(summary.Column("Power [W]")!);

    private string Refusal(EnergyDiagnoserOptions options)
    {
        Summary summary = BenchmarkRunner.Run<Brief>(_bench.Config(Bench.InProcess).AddEnergyDiagnoser(options));
        Assert.True(summary.HasCriticalValidationErrors);
        return Assert.Single(summary.ValidationErrors, error => error.IsCritical).Message;
    }

    /// <summary>One of its benchmarks throws.</summary>
    public class HalfBroken : Brief
    {
        [Benchmark]
        public void Broken() => throw new InvalidOperationException("broken on purpose");
    }

    /// <summary>As a user writes it.</summary>
    [EnergyDiagnoser(Region = "DE", TargetBound = 0.5)]
    public class Marked : Brief;

    /// <summary>As a user writes it who has a plug.</summary>
    [EnergyDiagnoser(typeof(SlowPlug), Devices = ["plug"])]
    public class OnAPlug : Brief;

    /// <summary>As a user writes it whose plug takes arguments.</summary>
    public class OnThePlug : ManualConfig
    {
        /// <summary>Adds the diagnoser.</summary>
        public OnThePlug() => this.AddEnergyDiagnoser(new() { Devices = ["plug"], Configure = session => session.AddSource(new SlowPlug()) });
    }

    /// <summary>As a user writes it who has a config.</summary>
    [Config(typeof(OnThePlug))]
    public class ByConfig : Brief;
}
