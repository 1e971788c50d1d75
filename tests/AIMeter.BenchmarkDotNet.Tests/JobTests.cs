using System.Globalization;
using AIMetering.BenchmarkDotNet.Subjects;
using AIMetering.Diagnosers;
using AIMetering.Leaves.Tests.Csv;
using AIMetering.Simulation;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Xunit;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Whatever job a benchmark runs in, its energy is that of its own operations.</summary>
[Collection(nameof(OneAtATime))]
public sealed class JobTests : IDisposable
{
    private const double Step = PowercapOfWork.JoulesPerStep;

    private readonly Bench _bench = new();

    public JobTests() => PowercapOfWork.Create(_bench.SysRoot);

    private EnergyDiagnoserOptions Simulated => new() { Configure = configuration => configuration.WithSysRoot(_bench.SysRoot) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Operations_per_invocation_divide_the_energy_and_the_extra_run_of_another_diagnoser_is_not_in_it()
    {
        BenchmarkEnergy energy = _bench.Run<FourAtOnce>(Bench.InProcess, Simulated, config => config.AddDiagnoser(MemoryDiagnoser.Default)).Energy("Four");
        Assert.Equal((4, 4 * 64L * FourAtOnce.Operations), (energy.Iterations, energy.Operations));
        Holds(energy, Step);
    }

    [Fact]
    public void Every_parameter_has_its_own_energy_and_cells_of_the_CSV_are_numbers_for_a_program_also_from_a_thousand_on()
    {
        Summary summary = _bench.Run<Parameterised>(Bench.InProcess.WithInvocationCount(32).WithUnrollFactor(1).WithIterationCount(2), Simulated);
        foreach (BenchmarkCase benchmark in summary.BenchmarksCases)
        {
            BenchmarkEnergy energy = benchmark.Config.GetDiagnosers().OfType<EnergyDiagnoser>().Single().Find(benchmark)!;
            Holds(energy, (int)benchmark.Parameters["Steps"] * Step);
        }

        List<List<string>> csv = Rfc4180.Parse(_bench.Exported(".csv").ReplaceLineEndings("\r\n"));
        int[] columns = [.. csv[0].Index().Where(each => each.Item is "Energy/op [mJ]" or "± [mJ]" or "Power [W]").Select(each => each.Index)];
        Assert.Equal(3, columns.Length);
        Assert.All(csv.Skip(1), row => Assert.All(columns, column => Assert.True(double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out _), row[column])));
        Assert.Contains(csv.Skip(1), row => double.Parse(row[columns[0]], CultureInfo.InvariantCulture) > 1000);
    }

    [Fact]
    public void A_dry_job_beside_another_has_one_iteration_and_says_that_there_is_no_spread()
    {
        Summary summary = _bench.Run<OneAndTwo>(_bench.Config(Bench.InProcess)
            .AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.Instance)).AddEnergyDiagnoser(Simulated));
        BenchmarkEnergy[] dry = [.. Of(summary, "Dry")];
        Assert.Equal(2, dry.Length);
        Assert.All(dry, energy => Assert.Equal((1, 1L, (Energy?)null), (energy.Iterations, energy.Operations, energy.Spread)));
        Assert.True(dry[0].Holds(Step) && dry[1].Holds(2 * Step), $"{dry[0]} {dry[1]}");
        Assert.All(Of(summary, "InProcess"), energy => Assert.NotNull(energy.Spread));
        Assert.Contains("the spread of iterations is not known", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void The_toolchain_without_emitted_code_is_measured_iteration_by_iteration_too()
    {
        BenchmarkEnergy energy = _bench.Run<OneAndTwo>(Bench.InProcess.WithToolchain(InProcessNoEmitToolchain.Instance), Simulated).Energy("One");
        Assert.True(energy.IsExact || energy.Coverage > 0.99, energy.ToString());
        Holds(energy, Step);
    }

    [Fact]
    public void A_job_of_several_launches_is_measured_in_its_last_and_says_so()
    {
        Summary summary = _bench.Run<OneAndTwo>(Bench.InProcess.WithLaunchCount(3), Simulated);
        Holds(summary.Energy("One"), Step);
        Holds(summary.Energy("Two"), 2 * Step);
        Assert.Equal(4, summary.Energy("One").Iterations);
        Assert.Contains("the last of 3 launches", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_ends_in_the_middle_leaves_no_energy_and_the_next_benchmark_its_own()
    {
        Summary summary = BenchmarkRunner.Run<Crashing>(_bench.Config(Bench.OwnProcess).AddEnergyDiagnoser(Simulated));
        string[] methods = summary.Column("Method")!, power = summary.Column("Power [W]")!;
        Assert.Equal("NA", power[Array.IndexOf(methods, "Crash")]);
        Assert.Matches(@"^\d", power[Array.IndexOf(methods, "One")]);
        Assert.True(summary.Energy("One").Holds(Step), summary.Energy("One").ToString());
    }

    [Fact]
    public void The_energy_of_an_operation_is_its_power_for_its_mean_time_also_where_the_loop_is_much_of_an_iteration()
    {
        using PowercapSimulator machine = new(new ConstantLoad(20));
        Summary summary = _bench.Run<Nanoseconds>(
            Bench.InProcess.WithInvocationCount(1 << 26).WithIterationCount(8), new() { Configure = configuration => configuration.WithSysRoot(machine.SysRoot) });
        BenchmarkEnergy energy = summary.Energy("Root");
        double expected = 20 * summary.Reports[0].ResultStatistics!.Mean / 1e9;
        Assert.True(energy.LoopShare > 0.1, $"the loop takes {energy.LoopShare:P0}");
        Assert.InRange(energy.PerOperation.Energy!.Value.Joules / expected, 1 - (energy.LoopShare / 2), 1 + (energy.LoopShare / 2));
        Assert.True(energy.Holds(expected), energy.PerOperation.ToString());
        Assert.InRange(energy.Power!.Value.Watts, 18, 22);
    }

    private static IEnumerable<BenchmarkEnergy> Of(Summary summary, string job) => summary.BenchmarksCases
        .Where(each => each.Job.ResolvedId == job).Select(each => each.Config.GetDiagnosers().OfType<EnergyDiagnoser>().Single().Find(each)!);

    private static void Holds(BenchmarkEnergy energy, double joules)
    {
        Assert.True(energy.Holds(joules), energy.PerOperation.ToString());
        Assert.InRange(energy.PerOperation.Energy!.Value.Joules / joules, 0.85, 1.15);
    }
}
