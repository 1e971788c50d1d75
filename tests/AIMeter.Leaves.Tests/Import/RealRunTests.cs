using AIMetering.Analysis;
using AIMetering.Carbon;
using AIMetering.Importing;
using Xunit;

namespace AIMetering.Leaves.Tests.Import;

/// <summary>Three runs that the original recorded on an A800, laid beside the repository where their owner allows it.</summary>
public sealed class RealRunTests
{
    private const string Prefill = "prefill_decode_batch_size_2_20250507_143200.csv";
    private const string Swapped = "prefill_decode_batch_size_2_20250507_143346.csv";
    private const string Short = "test_20250507_133348.csv";

    // Trapezoids over the same files by another program.
    [Theory]
    [InlineData(Prefill, 43.9, 9794.7, 6086, 400)]
    public void The_energies_are_those_that_were_published(string file, double seconds, double gpu, double cpu, double dram)
    {
        MeterReport report = Import(file);
        Assert.Equal(seconds, report.Duration.TotalSeconds, 1e-6);
        Assert.Equal(gpu, Joules(report, "gpu0"), tolerance: 5); // half of the sensor's averaging is taken back, which trapezoids do not
        Assert.Equal(cpu, Joules(report, "cpu0"), tolerance: 2);
        Assert.Equal(dram, Joules(report, "dram0"), tolerance: 0.5);
    }

    [Fact]
    public void The_swap_in_one_of_them_is_found_and_not_integrated()
    {
        MeterReport report = Import(Swapped);
        Assert.Equal(2, report.Quality.FailedReads);
        Assert.Contains(report.Notes, note => note.Contains("swapped in 1 of 431 samples", StringComparison.Ordinal));
        Assert.All(report.Quality.Events, each => Assert.Equal(41.7, each.FirstSeen.TotalSeconds, 1e-6)); // 14:34:28.4
        Assert.True(report.Series.Single(series => series.Channel.FullName == "dram0.power").Statistics!.Max < 50);
        Assert.True(report.Series.Single(series => series.Channel.FullName == "cpu0.power").Statistics!.Min > 100);
    }

    [Fact]
    public void All_26_metrics_of_the_short_run_are_there_and_its_slow_samples_widen_the_bound()
    {
        MeterReport report = Import(Short);
        Assert.Equal(26, report.Series.Count);
        Assert.Equal(2208.3, Joules(report, "gpu0"), tolerance: 225.0); // mean and three deviations of ten such runs, by trapezoids
        Assert.InRange(report.SamplingInterval.TotalSeconds, 0.5, 0.7);
        Assert.True(report.Devices.Single(device => device.Device.Id == "gpu0").Energy.RelativeBound > 0.1);
    }

    [Fact]
    public void Their_carbon_is_told_for_the_place_that_is_given()
    {
        MeterReport report = RunImport.FromOriginal(Find(Prefill), new OriginalCsvOptions { Carbon = new CarbonSettings { Region = GridRegion.Parse("SG") } });
        CarbonResult average = report.Carbon!.Average!;
        Assert.Equal(report.Energy.Energy!.Value.KilowattHours * average.EffectiveIntensity!.Value.GramsPerKilowattHour, average.Mass!.Value.Grams, 1e-6);
        Assert.InRange(average.Mass.Value.Grams, 1, 5);
    }

    // Prefill, 15 s of sleep, 100 decode steps: 28 such runs were at 12.2, 14.7 and 17.1 s; 3440 ± 32, 1286 ± 46 and 5092 ± 33 J of the GPU.
    [Theory]
    [InlineData(Prefill)]
    [InlineData(Swapped)]
    public void Prefill_sleep_and_decode_are_found_on_the_utilization_of_the_gpu(string file)
    {
        RecordedRun run = RunImport.RecordOriginal(Find(file));
        IReadOnlyList<DetectedPhase> found = run.ToReport().DetectPhases();
        Assert.Equal([DetectedPhaseKind.Load, DetectedPhaseKind.Idle, DetectedPhaseKind.Load], found.Select(phase => phase.Kind));
        Assert.All(found, phase => Assert.Equal("gpu0.utilization", phase.Series));
        Assert.All(found.Zip([12.2, 14.8, 17.1]), each => Assert.Equal(each.Second, each.First.Duration.TotalSeconds, tolerance: 0.5));

        foreach ((DetectedPhase phase, string name) in found.Zip(["prefill", "sleep", "decode"]))
        {
            run.AddPhase(name, phase.Start, phase.End);
        }

        MeterReport report = run.ToReport();
        Assert.Equal(3440, OfGpu(report, "prefill"), tolerance: 100);
        Assert.Equal(1286, OfGpu(report, "sleep"), tolerance: 140);
        Assert.Equal(5092, OfGpu(report, "decode"), tolerance: 100);
        Assert.Equal(Joules(report, "gpu0"), report.Phases.Sum(phase => OfGpu(report, phase.Path)), tolerance: 1e-6);
    }

    [Fact]
    public void Power_goes_with_utilization_and_what_never_changes_takes_no_part()
    {
        CorrelationReport correlation = Import(Prefill).Correlate();
        Assert.InRange(correlation.Find("gpu0.power", "gpu0.utilization")!.Pearson, 0.95, 1);
        Assert.Contains(correlation.Dropped, dropped => dropped.Name == "gpu0.memory_clock");
    }

    private static double OfGpu(MeterReport report, string phase) =>
        report.FindPhase(phase)!.Devices.Single(each => each.Device.Id == "gpu0").Energy.Energy!.Value.Joules;

    private static MeterReport Import(string file) => RunImport.FromOriginal(Find(file));

    private static double Joules(MeterReport report, string device) =>
        report.Devices.Single(each => each.Device.Id == device).Energy.Energy!.Value.Joules;

    private static string Find(string file)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AIMeter.sln")))
        {
            folder = folder.Parent;
        }

        string path = Path.Combine(folder!.FullName, "..", "shared", "data", "original-runs", file);
        Assert.SkipUnless(File.Exists(path), "The original runs are not in ../shared/data.");
        return path;
    }
}
