using System.Text.Json;
using AIMetering.BenchmarkDotNet.Subjects;
using AIMetering.Diagnosers;
using AIMetering.Readings;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using Xunit;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Benchmarks whose every operation moves the counter of a simulated CPU by a known energy.</summary>
[Collection(nameof(OneAtATime))]
public sealed class WorkTests : IDisposable
{
    private readonly Bench _bench = new();

    public WorkTests() => PowercapOfWork.Create(_bench.SysRoot);

    private EnergyDiagnoserOptions Simulated => new() { Region = "DE", Configure = configuration => configuration.WithSysRoot(_bench.SysRoot) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Twice_the_work_takes_twice_the_energy_in_this_process() => Twice(_bench.Run<OneAndTwo>(Bench.InProcess, Simulated));

    [Fact]
    public void Twice_the_work_takes_twice_the_energy_in_a_process_of_its_own()
    {
        Summary summary = _bench.Run<OneAndTwo>(Bench.OwnProcess, Simulated);
        Twice(summary);
        Assert.False(summary.Energy("One").IsExact);
        Exports();
    }

    [Fact]
    public void What_the_setup_of_an_iteration_uses_is_not_in_the_energy_of_an_operation()
    {
        Summary summary = _bench.Run<WithSetup>(Bench.InProcess.WithUnrollFactor(1), Simulated);
        BenchmarkEnergy energy = summary.Energy("One");
        Assert.True(energy.Coverage < 0.9, $"the setup should take part of the window, but the iterations took {energy.Coverage:P0}");
        Assert.True(energy.Holds(PowercapOfWork.JoulesPerStep), energy.PerOperation.ToString());
        double setup = PowercapOfWork.JoulesPerStep * WithSetup.StepsOfSetup / (energy.Operations / energy.Iterations);
        Assert.True(energy.PerOperation.Energy!.Value.Joules < PowercapOfWork.JoulesPerStep + (setup / 2), energy.PerOperation.ToString());
    }

    [Fact]
    public void A_diagnoser_added_without_its_columns_shows_plain_numbers_and_says_what_is_missing()
    {
        Summary summary = _bench.Run<OneAndTwo>(_bench.Config(Bench.InProcess).AddDiagnoser(new EnergyDiagnoser(Simulated)));
        string[] cells = summary.Column("Energy/op [J]")!;
        Assert.All(cells, cell => Assert.InRange(double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture), 0.001, 1));
        Assert.Null(summary.Column("Energy by"));
        Assert.Contains("Use AddEnergyDiagnoser", _bench.Log, StringComparison.Ordinal);
    }

    private static void Twice(Summary summary)
    {
        BenchmarkEnergy one = summary.Energy("One"), two = summary.Energy("Two");
        Assert.True(one.Holds(PowercapOfWork.JoulesPerStep), one.PerOperation.ToString());
        Assert.True(two.Holds(2 * PowercapOfWork.JoulesPerStep), two.PerOperation.ToString());
        Assert.InRange(WithoutGaps(two) / WithoutGaps(one), 1.85, 2.15);
        Assert.InRange(WithoutGaps(one).Joules / PowercapOfWork.JoulesPerStep, 0.85, 1.15); // a fifth more operations would be those of the warm-up
        Assert.Equal((4, 4 * 64L), (one.Iterations, one.Operations));
        Assert.All([one, two], energy => Assert.Equal(MeasurementMethod.Counter, energy.PerOperation.Method));
        Assert.All([one, two], energy => Assert.NotNull(energy.Spread));
        Assert.All([one, two], energy => Assert.InRange(energy.Coverage, 0.5, 1));
        Assert.InRange(one.CarbonPerOperation!.Value.Grams / one.PerOperation.Energy!.Value.KilowattHours, 100, 1000); // Germany, g/kWh
        string[] cells = summary.Column("Energy/op [mJ]")!;
        Assert.All(cells, cell => Assert.Matches(@"^\d+\.\d\d$", cell));
        double[] ratios = [.. summary.Column("Energy Ratio")!.Select(Number)], bounds = [.. summary.Column("± Ratio")!.Select(Number)];
        Assert.Equal((1, 0), (ratios[0], bounds[0]));
        Assert.InRange(2, ratios[1] - bounds[1], ratios[1] + bounds[1]);
        Assert.True(double.IsFinite(bounds[1]) || one.PerOperation.RelativeBound > 0.8, $"{one.PerOperation}");
        Assert.InRange(ratios[1], 1.7, 2.3);
        Assert.All(summary.Column("Energy by")!, cell => Assert.Equal("counter (powercap)", cell));
    }

    // The bound of a ratio is not known where the baseline's energy may be nothing, as on a machine so busy that iterations differ by half.
    private static double Number(string cell) => cell == "NA" ? double.PositiveInfinity : double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);

    // Here nothing is used between iterations, while the estimate takes the mean power for that time, which on a busy machine is long.
    private static Energy WithoutGaps(BenchmarkEnergy energy) => energy.PerOperation.Energy!.Value / (energy.IsExact ? 1 : energy.Coverage);

    private void Exports()
    {
        string csv = _bench.Exported(".csv"), markdown = _bench.Exported(".md");
        Assert.All(["Energy/op [mJ]", "± [mJ]", "Power [W]", "Energy by", "Carbon/op [ugCO2e]"], header =>
        {
            Assert.Contains("," + header, csv, StringComparison.Ordinal);
            Assert.Contains(header, markdown, StringComparison.Ordinal);
        });
        using JsonDocument json = JsonDocument.Parse(_bench.Exported(".json"));
        JsonElement[] metrics = [.. json.RootElement.GetProperty("Benchmarks")[0].GetProperty("Metrics").EnumerateArray()];
        Assert.Equal(["J", "J", "J", "W", "gCO2e"], metrics.Take(5).Select(metric => metric.GetProperty("Descriptor").GetProperty("Unit").GetString()));
        double[] values = [.. metrics.Select(metric => metric.GetProperty("Value").GetDouble())];
        Assert.True(values[1] <= PowercapOfWork.JoulesPerStep && PowercapOfWork.JoulesPerStep <= values[2], $"{values[1]} to {values[2]}");
        Assert.StartsWith("counter (powercap)", metrics[0].GetProperty("Descriptor").GetProperty("Legend").GetString(), StringComparison.Ordinal);
    }
}
