using System.Globalization;
using System.Text.Json.Nodes;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Export.Tests;

public class RecoveredReportTests
{
    [Fact]
    public void A_run_that_is_not_recovered_has_no_report_and_says_what_gives_it_one()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 20);
        InvalidDataException before = Assert.Throws<InvalidDataException>(() => ParquetRuns.Load(folder.Run));
        Assert.Contains("has no report: its state is 'running'", before.Message, StringComparison.Ordinal);
        Assert.Contains("ParquetExport.Recover", before.Message, StringComparison.Ordinal);
        ParquetExport.Recover(folder.Run); // the folder of one run will do
        Assert.NotNull(ParquetRuns.Load(folder.Run));
    }

    [Fact]
    public void The_energy_of_a_killed_run_is_known_and_the_truth_lies_between_its_limits()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 200);
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        MeterReport report = ParquetRuns.Load(folder.Run);
        Assert.Equal(recovery.LastReading!.Value.TotalSeconds, report.Duration.TotalSeconds, 1e-6);
        EnergyResult energy = report.Devices.Single(device => device.Device.Id == "gpu0").Energy;
        double truth = SteadySource.Watts * report.Duration.TotalSeconds;
        Assert.InRange(truth, energy.Low!.Value.Joules, energy.High!.Value.Joules);
        Assert.True(energy.Low.Value.Joules > 0);
        Assert.Equal(MeasurementMethod.Counter, energy.Method);
        double[] written = [.. Duck.Ask($"SELECT energy_joules, low_joules, high_joules FROM '{folder.Run}/_results/energy.parquet' WHERE part = 'device' AND device = 'gpu0'")
            .Single().Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.Equal([energy.Energy!.Value.Joules, energy.Low!.Value.Joules, energy.High!.Value.Joules], written);
    }

    [Fact]
    public void Sensors_machine_and_times_of_a_killed_run_are_kept()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 50);
        ParquetExport.Recover(folder.Path);
        MeterReport report = ParquetRuns.Load(folder.Run);
        SensorTraits sensor = report.Series.Single(series => series.Channel.FullName == "gpu0.energy").Channel.Sensor!;
        SensorTraits measured = new SteadySource().Channels[1].Sensor!;
        Assert.Equal(measured with { QuantumJoules = null }, sensor); // the JSON form of a report has no quantum
        JsonNode manifest = Manifest(folder);
        JsonNode energy = manifest["channels"]!.AsArray().Single(channel => channel!["series"]!.ToString() == "gpu0.energy")!;
        Assert.Equal(["0.002", "true"], [energy["sensor"]!["quantum_joules"]!.ToString(), energy["accounts_energy"]!.ToString()]);
        Assert.InRange(manifest["parts"]![0]!["time_doubt_seconds"]!.GetValue<double>(), 0, 0.9 * report.SamplingInterval.TotalSeconds);
        Assert.Equal("GPU-1", report.Devices.Single(device => device.Device.Id == "gpu0").Device.Uuid);
        Assert.Equal((TimeSpan.FromMilliseconds(5), Environment.ProcessorCount), (report.SamplingInterval, report.Machine!.LogicalCpus));
    }

    [Fact]
    public void The_report_of_a_killed_run_says_that_it_was_cut_off_and_what_it_cannot_know()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 50);
        ParquetExport.Recover(folder.Path);
        MeterReport report = ParquetRuns.Load(folder.Run);
        string last = FormattableString.Invariant($"{report.Duration.TotalSeconds:F3} s after the start");
        Assert.Contains(report.Notes, note => note.StartsWith("The run was cut off", StringComparison.Ordinal) && note.Contains(last, StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.StartsWith("Failed reads, what the session itself cost", StringComparison.Ordinal));
        JsonNode recovery = Manifest(folder)["recovery"]!;
        Assert.StartsWith("the process ended before", recovery["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(report.Duration.TotalSeconds, recovery["last_reading_seconds"]!.GetValue<double>(), 1e-6);
        Assert.Equal(report.StartedAt + report.Duration, recovery["last_reading_at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMicroseconds(1));
        SeriesReport loss = report.Series.Single(series => series.Channel.FullName == "user.loss");
        Assert.Equal(Enumerable.Range(0, loss.Values.Length).Select(value => (double)value), loss.Values.ToArray());
        Assert.Equal(loss.Values.Length, loss.Statistics!.Count);
    }

    [Fact]
    public void A_recovered_run_without_its_report_is_played_when_it_is_loaded_and_gets_one_when_it_is_recovered_again()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 50);
        ParquetExport.Recover(folder.Path);
        string made = ParquetRuns.Load(folder.Run).ToJson();
        Change(folder, manifest => manifest["report"] = null); // as of a run too long for a report beside the next session
        Directory.Delete(Path.Combine(folder.Run, "_results"), recursive: true);
        Assert.Equal(made, ParquetRuns.Load(folder.Run).ToJson());
        Assert.Null(Assert.Single(ParquetExport.Recover(folder.Path)).Error);
        Assert.Equal(made, ParquetRuns.Load(folder.Run).ToJson());
        Assert.Contains("_results/energy.parquet", folder.Files);
        Assert.Empty(ParquetExport.Recover(folder.Path));
    }

    [Fact]
    public void A_recovered_run_with_damaged_sensors_keeps_its_samples_and_says_why_it_has_no_report()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 50);
        Change(folder, manifest => manifest["channels"]!.AsArray().Single(channel => channel!["series"]!.ToString() == "gpu0.energy")!["sensor"] = null);
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Equal("the report: the sensor of 'gpu0.energy' is not described", Assert.Single(recovery.Lost));
        Assert.True(Duck.Number($"SELECT max(count_count) FROM '{folder.Path}{Duck.Samples}'") >= 50);
        Assert.Contains("gpu0.energy", Assert.Throws<InvalidDataException>(() => ParquetRuns.Load(folder.Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_killed_while_its_session_ended_leaves_a_finished_run()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        string[] files = folder.Files;
        Change(folder, manifest => manifest["state"] = "running");
        Directory.Delete(Path.Combine(folder.Run, "_results"), recursive: true);
        File.WriteAllText(Path.Combine(folder.Run, "_lock"), "");
        Assert.Null(Assert.Single(ParquetExport.Recover(folder.Path)).Error);
        Assert.Equal("finished", Manifest(folder)["state"]!.ToString());
        Assert.Equal(files, folder.Files);
        Assert.Equal(report.FindPhase("decode")!.Energy.ToString(), ParquetRuns.Load(folder.Run).FindPhase("decode")!.Energy.ToString());
    }

    private static JsonNode Manifest(TemporaryFolder folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Run, "_manifest.json")))!;

    private static void Change(TemporaryFolder folder, Action<JsonNode> change)
    {
        JsonNode manifest = Manifest(folder);
        change(manifest);
        File.WriteAllText(Path.Combine(folder.Run, "_manifest.json"), manifest.ToJsonString());
    }
}
