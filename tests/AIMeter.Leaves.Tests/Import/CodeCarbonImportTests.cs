using AIMetering.Importing;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Leaves.Tests.Import;

public sealed class CodeCarbonImportTests
{
    private const string Header =
        "timestamp,project_name,run_id,experiment_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power,cpu_energy,gpu_energy,ram_energy,"
        + "energy_consumed,water_consumed,country_name,country_iso_code,region,cloud_provider,cloud_region,os,python_version,codecarbon_version,cpu_count,"
        + "cpu_model,gpu_count,gpu_model,longitude,latitude,ram_total_size,tracking_mode,on_cloud,pue,wue";

    [Fact]
    public void A_run_is_told_as_it_was_written_without_a_bound_of_our_own()
    {
        CodeCarbonRun run = Assert.Single(Read(Row()));
        Assert.Equal("train", run.Name);
        Assert.Equal(TimeSpan.FromSeconds(3600), run.Duration);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 11, 0, 0, TimeSpan.Zero), run.StartedAt);
        Assert.Equal((0.06, 0.3, 0.02, 0.38), (run.CpuEnergy!.Value.KilowattHours, run.GpuEnergy!.Value.KilowattHours, run.RamEnergy!.Value.KilowattHours, run.Energy!.Value.KilowattHours));
        Assert.Equal(152, run.Emissions!.Value.Grams, 1e-9);
        Assert.Equal(400, run.Intensity!.Value.GramsPerKilowattHour, 1e-9);
        Assert.Equal("DE", run.Region!.Code);
        Assert.Equal(("machine", "1 x NVIDIA H100", "3.3.0", 1.0), (run.TrackingMode, run.GpuModel, run.Version, run.Pue));
        Assert.Equal(MeasurementMethod.Estimated, run.Method);
        Assert.Equal(
            ["Bound: unknown: CodeCarbon states no error bound.", "ram_energy is a model by the size or number of memory modules, not a measurement."], run.Notes);
    }

    [Fact]
    public void Rows_of_one_run_are_its_totals_so_far_and_are_not_added()
    {
        IReadOnlyList<CodeCarbonRun> runs = Read(Row(duration: 1800, cpu: 0.03, gpu: 0.15, ram: 0.01), Row(), Row(id: "second"));
        Assert.Equal(2, runs.Count);
        Assert.Equal(0.38, runs[0].Energy!.Value.KilowattHours, 1e-9);
        Assert.Contains(runs[0].Notes, note => note.Contains("totals so far", StringComparison.Ordinal));
        Assert.DoesNotContain(runs[1].Notes, note => note.Contains("totals so far", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_of_the_same_id_that_does_not_go_on_is_shown_apart()
    {
        IReadOnlyList<CodeCarbonRun> runs = Read(Row(), Row(duration: 10, cpu: 0.0001, gpu: 0.0002, ram: 0.0001));
        Assert.Equal(2, runs.Count);
        Assert.Contains(runs[1].Notes, note => note.Contains("shown apart", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.06, 0, "gpu_energy is 0, which CodeCarbon also writes when a sensor cannot be read; it is shown as unknown.")]
    [InlineData(0.06, -4600, "gpu_energy is negative, as after a counter that was reset; it is shown as unknown.")]
    [InlineData(0.06, 940, "gpu_energy implies 9.4E+05 W, which no such device draws; it is shown as unknown.")]
    public void Figures_that_cannot_be_are_unknown_and_told(double cpu, double gpu, string note)
    {
        CodeCarbonRun run = Assert.Single(Read(Row(cpu: cpu, gpu: gpu)));
        Assert.Null(run.GpuEnergy);
        Assert.Contains(note, run.Notes);
    }

    [Fact]
    public void Parts_that_do_not_add_up_are_told()
    {
        CodeCarbonRun run = Assert.Single(Read(Row().Replace(",0.38,", ",0.5,", StringComparison.Ordinal)));
        Assert.Contains("energy_consumed is 0.5 kWh and its known parts add up to 0.38 kWh.", run.Notes);
    }

    [Fact]
    public void Tasks_are_runs_of_their_own()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("emissions_tasks.csv");
        File.WriteAllText(path, "task_name,timestamp,run_id,duration,emissions,energy_consumed\nload,2026-05-04T12:00:00,r,10,0.001,0.01\ninfer,2026-05-04T12:01:00,r,20,0.002,0.02\n");
        IReadOnlyList<CodeCarbonRun> runs = RunImport.FromCodeCarbon(path);
        Assert.Equal(["load", "infer"], runs.Select(run => run.Task));
        Assert.Null(runs[0].CpuEnergy);
    }

    [Fact]
    public void A_place_in_a_cloud_comes_before_the_country_and_coordinates_come_last()
    {
        Assert.Equal("eu-west-1", Assert.Single(Read(Row(cloud: "aws,eu-west-1"))).Region!.Cloud!.Region);
        Assert.Equal("DE", Assert.Single(Read(Row(country: ""))).Region!.CountryCode);
        Assert.Null(Assert.Single(Read(Row(country: "", place: ","))).Region);
    }

    [Fact]
    public void Local_time_is_taken_in_the_zone_that_is_given()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("emissions.csv");
        File.WriteAllText(path, "timestamp,duration,emissions,energy_consumed\n2026-05-04T12:00:00,10,0.001,0.01\n2026-05-04T12:00:00.000Z,10,0.001,0.01\n");
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("+2", TimeSpan.FromHours(2), "+2", "+2");
        Assert.Equal([10, 12], RunImport.FromCodeCarbon(path, zone).Select(run => run.EndedAt.UtcDateTime.Hour));
    }

    private static IReadOnlyList<CodeCarbonRun> Read(params string[] rows)
    {
        using TemporaryFolder folder = new();
        string path = folder.In("emissions.csv");
        File.WriteAllText(path, Header + "\n" + string.Join('\n', rows) + "\n");
        return RunImport.FromCodeCarbon(path);
    }

    private static string Row(
        string id = "first", double duration = 3600, double cpu = 0.06, double gpu = 0.3, double ram = 0.02, string cloud = ",", string country = "DEU",
        string place = "9.18,48.77") => FormattableString.Invariant(
        $"2026-05-04T12:00:00,train,{id},e,{duration},{0.4 * (cpu + gpu + ram)},1e-05,60,300,20,{cpu},{gpu},{ram},{Math.Round(cpu + gpu + ram, 9)},0,Germany,{country},,{cloud},Linux,3.12,3.3.0,64,AMD EPYC,1,1 x NVIDIA H100,{place},512,machine,N,1.0,0");
}
