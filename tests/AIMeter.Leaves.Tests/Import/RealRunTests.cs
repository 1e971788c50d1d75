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
        Assert.Equal(gpu, Joules(report, "gpu0"), tolerance: 0.1);
        Assert.Equal(cpu, Joules(report, "cpu0"), tolerance: 0.5);
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
