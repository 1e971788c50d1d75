using AIMetering.Carbon;
using AIMetering.Importing;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Leaves.Tests.Import;

public sealed class OriginalImportTests
{
    [Fact]
    public void Sampled_power_becomes_energy_per_device_with_a_bound()
    {
        using OriginalFile file = new OriginalFile().Steady(10);
        MeterReport report = RunImport.FromOriginal(file.Save());

        Assert.Equal("run", report.Name);
        Assert.Equal(TimeSpan.FromSeconds(10), report.Duration);
        Assert.Equal(TimeSpan.FromSeconds(0.1), report.SamplingInterval);
        Assert.Equal([1500.0, 3000, 90], Device(report, "cpu0", "gpu0", "dram0").Select(energy => Math.Round(energy.Energy!.Value.Joules, 6)));
        Assert.All(report.Devices, device => Assert.Equal(MeasurementMethod.Integrated, device.Energy.Method));
        Assert.Equal(4590, report.Energy.Energy!.Value.Joules, 1e-6);
        Assert.InRange(Device(report, "gpu0").Single().RelativeBound!.Value, 0.05, 0.06); // a steady load leaves the scale error
    }

    [Fact]
    public void What_a_sensor_does_not_see_is_in_the_bound()
    {
        using OriginalFile file = new();
        for (int tenth = 0; tenth <= 100; tenth++)
        {
            file.Row(tenth, $"150.00 W,{(tenth % 20 < 10 ? 100 : 300)}.00 W,9.00 W,99.00 %");
        }

        EnergyResult gpu = Device(RunImport.FromOriginal(file.Save()), "gpu0").Single();

        // An A800 looks 25 of 100 ms: the other 7.5 s lie between 100 W and 300 W.
        Assert.True(gpu.Caveats.HasFlag(EnergyCaveats.BetweenSamplesAssumed));
        Assert.True(gpu.Low!.Value.Joules < (0.25 * gpu.Energy!.Value.Joules) + (7.5 * 100) + 50);
        Assert.True(gpu.High!.Value.Joules > (0.25 * gpu.Energy.Value.Joules) + (7.5 * 300) - 50);
    }

    [Fact]
    public void Every_column_of_the_original_becomes_a_series_in_our_units()
    {
        using OriginalFile file = new OriginalFile(
            "timestamp,task_name,name,index,power.draw [W],utilization.gpu [%],utilization.memory [%],usage.memory [%],pcie.link.gen.current,"
            + "pcie.link.width.current,temperature.gpu,temperature.memory,clocks.current.graphics [MHz],clocks.current.sm [MHz],clocks.current.memory [MHz],"
            + "sm_active,sm_occupancy,tensor_active,dram_active,fp64_active,fp32_active,fp16_active,pcie_tx_bytes,pcie_rx_bytes,nvlink_tx_bytes,"
            + "nvlink_rx_bytes,cpu_usage,cpu_power,dram_usage,dram_power");
        const string cells = "70.81 W,23.00 %,1.00 %,16.48 %,4,16,46.00 °C,49.00 °C,1410 MHz,1410 MHz,1512 MHz,1.00 %,2.00 %,3.00 %,4.00 %,5.00 %,6.00 %,7.00 %,"
            + "0.50 GB/s,0.25 GB/s,1.00 GB/s,2.00 GB/s,4.6 %,152.68 W,4.7 %,9.16 W";
        MeterReport report = RunImport.FromOriginal(file.Row(0, cells).Row(1, cells).Save());

        Dictionary<string, double> values = report.Series.ToDictionary(series => series.Channel.ColumnName, series => series.Values.Span[0]);
        Assert.Equal(26, values.Count);
        Assert.Equal(70.81, values["gpu0.power_watts"]);
        Assert.Equal(1, values["gpu0.memory_controller_utilization_percent"]);
        Assert.Equal(16.48, values["gpu0.memory_usage_percent"]);
        Assert.Equal(16, values["gpu0.pcie_width"]);
        Assert.Equal(49, values["gpu0.memory_temperature_celsius"]);
        Assert.Equal(1512, values["gpu0.memory_clock_megahertz"]);
        Assert.Equal(3, values["gpu0.tensor_active_percent"]);
        Assert.Equal(0.5 * 1024 * 1024 * 1024, values["gpu0.pcie_tx_rate_bytes_per_second"]);
        Assert.Equal(2.0 * 1024 * 1024 * 1024, values["gpu0.nvlink_rx_rate_bytes_per_second"]);
        Assert.Equal(4.6, values["host.cpu_utilization_percent"]);
        Assert.Equal(4.7, values["host.memory_utilization_percent"]);
        Assert.Equal(9.16, values["dram0.power_watts"]);
        Assert.Contains(report.Notes, note => note.Contains("copy of the SM clock", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_gpus_are_devices_of_their_own_and_the_host_counts_once()
    {
        using OriginalFile file = new();
        for (int tenth = 0; tenth <= 20; tenth++)
        {
            file.Row(tenth, "150.00 W,100.00 W,9.00 W,50.00 %", gpu: 0).Row(tenth, "150.00 W,300.00 W,9.00 W,50.00 %", gpu: 3);
        }

        MeterReport report = RunImport.FromOriginal(file.Save());
        Assert.Equal([200.0, 600, 300], Device(report, "gpu0", "gpu3", "cpu0").Select(energy => Math.Round(energy.Energy!.Value.Joules, 6)));
        Assert.Equal(21, report.Quality.Samples);
    }

    [Fact]
    public void A_sample_whose_columns_were_swapped_is_told_and_not_integrated()
    {
        using OriginalFile clean = new OriginalFile().Steady(4), swapped = new OriginalFile().Steady(4);
        swapped.Replace(20, "150.00 W,300.00 W,9.00 W", "9.00 W,300.00 W,150.00 W");
        MeterReport report = RunImport.FromOriginal(swapped.Save());

        Assert.Equal(RunImport.FromOriginal(clean.Save()).Energy.Energy!.Value.Joules, report.Energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(["cpu0.power", "dram0.power"], report.Quality.Events.Select(each => each.Subject).Order(StringComparer.Ordinal));
        Assert.All(report.Quality.Events, each => Assert.Equal(TimeSpan.FromSeconds(1.8), each.FirstSeen));
        Assert.Equal(2, report.Quality.FailedReads);
        Assert.Contains(report.Notes, note => note.Contains("swapped in 1 of 41 samples (line 20)", StringComparison.Ordinal));
    }

    [Fact]
    public void Powers_that_cross_without_being_swapped_are_kept()
    {
        using OriginalFile file = new OriginalFile().Steady(4);
        file.Replace(20, "150.00 W,300.00 W,9.00 W", "40.00 W,300.00 W,12.00 W");
        Assert.Empty(RunImport.FromOriginal(file.Save()).Quality.Events);
    }

    [Fact]
    public void A_number_in_the_name_that_was_taken_for_the_power_is_found()
    {
        using OriginalFile file = new OriginalFile().Steady(4, gpuWatts: 6000, name: "NVIDIA RTX 6000 Ada Generation");
        MeterReport report = RunImport.FromOriginal(file.Save());

        Assert.False(Device(report, "gpu0").Single().IsKnown);
        Assert.True(report.Energy.Caveats.HasFlag(EnergyCaveats.Partial));
        Assert.Equal(636, report.Energy.Energy!.Value.Joules, 1e-6);
        Assert.DoesNotContain(report.Series, series => series.Channel.Metric == "utilization");
        Assert.Contains("measured again", Assert.Single(report.Quality.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_with_a_number_in_its_name_and_plausible_power_is_read()
    {
        using OriginalFile file = new OriginalFile().Steady(4, gpuWatts: 250, name: "NVIDIA GeForce RTX 4090");
        Assert.Equal(1000, Device(RunImport.FromOriginal(file.Save()), "gpu0").Single().Energy!.Value.Joules, 1e-6);
    }

    [Theory]
    [InlineData("N/A")]
    [InlineData("[N/A]")]
    [InlineData("")]
    [InlineData("nan W")]
    [InlineData("[Not Supported]")]
    public void Missing_is_not_zero(string cell)
    {
        using OriginalFile file = new OriginalFile().Steady(4);
        file.Replace(20, "300.00 W", cell);
        MeterReport report = RunImport.FromOriginal(file.Save());
        Assert.Equal(1200, Device(report, "gpu0").Single().Energy!.Value.Joules, 1e-6);
        Assert.Equal("gpu0.power", Assert.Single(report.Quality.Events).Subject);
    }

    [Fact]
    public void A_cell_in_another_unit_has_moved_and_is_not_integrated()
    {
        using OriginalFile file = new OriginalFile().Steady(4);
        file.Replace(20, "300.00 W", "54.00 °C");
        MeterReport report = RunImport.FromOriginal(file.Save());
        Assert.Equal(1200, Device(report, "gpu0").Single().Energy!.Value.Joules, 1e-6);
        Assert.Contains("holds °C, not W", Assert.Single(report.Quality.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_share_a_stamp_keep_their_order_and_none_is_lost()
    {
        using OriginalFile file = new();
        for (int sample = 0; sample <= 40; sample++)
        {
            file.Row(sample / 2, "150.00 W,300.00 W,9.00 W,99.00 %");
        }

        MeterReport report = RunImport.FromOriginal(file.Save());
        SeriesReport power = report.Series.Single(series => series.Channel.FullName == "gpu0.power");
        Assert.Equal(41, power.Values.Length);
        Assert.Equal(TimeSpan.FromMilliseconds(50), report.SamplingInterval);
        Assert.Equal([0, 0.05, 0.1], power.ElapsedSeconds[..3].ToArray().Select(seconds => Math.Round(seconds, 9)));
    }

    [Fact]
    public void Local_time_is_taken_in_the_zone_that_is_given()
    {
        using OriginalFile file = new OriginalFile().Steady(1);
        MeterReport asUtc = RunImport.FromOriginal(file.Save());
        TimeZoneInfo shanghai = TimeZoneInfo.CreateCustomTimeZone("CST", TimeSpan.FromHours(8), "CST", "CST");
        MeterReport asLocal = RunImport.FromOriginal(file.Path, new OriginalCsvOptions { TimeZone = shanghai });

        Assert.Equal(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), asUtc.StartedAt);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 4, 0, 0, TimeSpan.Zero), asLocal.StartedAt);
        Assert.Contains(asUtc.Notes, note => note.Contains("TimeZone", StringComparison.Ordinal));
        Assert.DoesNotContain(asLocal.Notes, note => note.Contains("TimeZone", StringComparison.Ordinal));
        Assert.Equal(asUtc.RunId, asLocal.RunId);
    }

    [Fact]
    public void The_hour_that_comes_twice_in_autumn_comes_twice()
    {
        TimeZoneInfo.AdjustmentRule summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25));
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("CET", TimeSpan.FromHours(1), "CET", "CET", "CEST", [summer]);
        using OriginalFile file = new();
        foreach (string stamp in (string[])["02:59:59.8", "02:59:59.9", "02:00:00.0", "02:00:00.1"])
        {
            file.Line($"2026-10-25 {stamp},run,NVIDIA A800,0,150.00 W,300.00 W,9.00 W,99.00 %");
        }

        MeterReport report = RunImport.FromOriginal(file.Save(), new OriginalCsvOptions { TimeZone = zone });
        Assert.Equal(TimeSpan.FromSeconds(0.3), report.Duration);
        Assert.Equal(4, report.Quality.Samples);
    }

    [Fact]
    public void Rows_that_go_back_in_time_are_left_out_and_told()
    {
        using OriginalFile file = new OriginalFile().Steady(4);
        file.Row(10, "150.00 W,300.00 W,9.00 W,99.00 %").Row(41, "150.00 W,300.00 W,9.00 W,99.00 %");
        MeterReport report = RunImport.FromOriginal(file.Save());
        Assert.Equal(TimeSpan.FromSeconds(4.1), report.Duration);
        Assert.Contains("set back", Assert.Single(report.Quality.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_task_in_the_file_is_left_out_and_told()
    {
        using OriginalFile file = new OriginalFile().Steady(2);
        file.Row(30, "150.00 W,300.00 W,9.00 W,99.00 %", task: "other\u001b[31m");
        MeterReport report = RunImport.FromOriginal(file.Save());
        Assert.Equal(TimeSpan.FromSeconds(2), report.Duration);
        Assert.Equal("rows of another task, 'other?[31m', were left out; split the file to import them", Assert.Single(report.Quality.Events).Message);
    }

    [Fact]
    public void A_last_row_that_is_cut_is_left_out_and_told()
    {
        using OriginalFile inside = new OriginalFile().Steady(2), atTheEnd = new OriginalFile().Steady(2);
        MeterReport cut = RunImport.FromOriginal(inside.Line("2026-05-04 12:00:02.1,run,NVIDIA A8").Save(endLastLine: false));
        MeterReport open = RunImport.FromOriginal(atTheEnd.Save(endLastLine: false));
        Assert.Equal(TimeSpan.FromSeconds(2), cut.Duration);
        Assert.Contains("line 23, the last, is cut", Assert.Single(cut.Quality.Events).Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1.9), open.Duration);
        Assert.Contains("may be cut", Assert.Single(open.Quality.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Phases_and_counts_can_be_added_before_the_report_is_made()
    {
        using OriginalFile file = new OriginalFile().Steady(10);
        RecordedRun run = RunImport.RecordOriginal(file.Save(), new OriginalCsvOptions { Carbon = new CarbonSettings { Region = GridRegion.Parse("SG") } });
        run.AddPhase("decode", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), new Dictionary<string, double> { ["tokens"] = 100 });
        MeterReport report = run.ToReport();
        Assert.Equal(9.18, report.FindPhase("decode")!.Units.Single().EnergyPerUnit.Energy!.Value.Joules, 1e-6);
        Assert.NotNull(report.Carbon!.Average!.Mass);
    }

    [Fact]
    public void A_culture_of_commas_changes_nothing()
    {
        using OriginalFile file = new OriginalFile().Steady(2);
        string invariant = RunImport.FromOriginal(file.Save()).ToJson();
        using CommaCulture german = new();
        Assert.Equal(invariant, RunImport.FromOriginal(file.Path).ToJson());
    }

    private static IEnumerable<EnergyResult> Device(MeterReport report, params string[] ids) =>
        ids.Select(id => report.Devices.Single(device => device.Device.Id == id).Energy);
}
