using System.Text.Json.Nodes;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Export.Tests;

/// <summary>The phases of a process that was killed inside one.</summary>
public class RecoveredPhaseTests
{
    [Fact]
    public void The_phases_of_a_killed_run_are_in_its_report_with_their_energy_and_counts()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Recovered(folder);
        PhaseReport generate = report.FindPhase("generate")!, decode = report.FindPhase("generate/decode")!;
        Assert.Equal(["generate", "generate/decode"], report.Phases.Select(phase => phase.Path));
        Assert.Equal((3, 1, 3, 1), (generate.Count, generate.Unfinished, decode.Count, decode.Unfinished));
        Assert.True(decode.Units.Single(unit => unit.Unit == "tokens").Count > 30, "the tokens of the open run are missing");
        Assert.All(report.Phases, phase => Assert.InRange(
            SteadySource.Watts * phase.Duration.TotalSeconds, phase.Energy.Low!.Value.Joules, phase.Energy.High!.Value.Joules));
        Assert.True(decode.Energy.Low!.Value.Joules > 0);
        Assert.True(generate.Duration >= decode.Duration);
    }

    [Fact]
    public void A_phase_that_was_open_ends_with_the_run_and_the_report_says_so()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Recovered(folder);
        Assert.Equal(report.Duration.TotalSeconds, report.FindPhase("generate/decode")!.Runs[^1].End.TotalSeconds, 1e-5);
        Assert.Contains(report.Notes, note => note.EndsWith("are marked as not finished: generate, generate/decode.", StringComparison.Ordinal));
        Assert.Contains("+1 open", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_of_the_session_idle_power_sources_machine_and_carbon_of_a_killed_run_are_known()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Recovered(folder);
        Assert.Equal(3, report.Units.Single(unit => unit.Unit == "requests").Count);
        Assert.True(report.Devices.Single(device => device.Device.Id == "gpu0").Idle!.Explicit);
        Assert.Equal("steady", report.Devices.Single(device => device.Device.Id == "gpu0").Source);
        Assert.Equal(["counting", "steady"], report.Sources.Where(source => source.IsReady && source.Source is "counting" or "steady").Select(source => source.Source).Order());
        Assert.Contains(report.Sources, source => !source.IsReady && source.Reason is { Length: > 0 });
        using MeterSession here = AIMeter.Start();
        Assert.Equal(here.Stop().Machine, report.Machine);
        Assert.Equal("DE", report.Carbon!.Region!.Code);
        Assert.True(report.Carbon.Average.Mass!.Value.Grams > 0);
    }

    [Fact]
    public void Every_run_of_a_phase_has_a_row_whose_end_is_null_where_it_did_not_end()
    {
        using TemporaryFolder folder = new();
        Recovered(folder);
        string file = $"'{folder.Run}/_phases/phases-00000.parquet'";
        Assert.Equal(8, Duck.Number($"SELECT count(*) FROM {file}"));
        Assert.Equal(["generate", "generate/decode"], Duck.Column($"SELECT phase FROM {file} WHERE end_ns IS NULL ORDER BY number"));
        Assert.Equal(30, Duck.Number($"SELECT sum((counts->>'tokens')::DOUBLE) FROM {file} WHERE end_ns IS NOT NULL"));
        Assert.Equal(8, Duck.Number($"SELECT count(*) FROM '{folder.Run}/_results/intervals.parquet'"));
    }

    [Fact]
    public void A_journal_damaged_before_the_last_phases_costs_none_of_the_others()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasurePhasesAndKill(folder.Path, values: 250);
        string journal = Path.Combine(folder.Run, "_journal-00000");
        using (FileStream file = new(journal, FileMode.Open))
        {
            file.SetLength(file.Length - 5);
        }

        Assert.Single(Assert.Single(ParquetExport.Recover(folder.Path)).Lost);
        Assert.Equal(3, ParquetRuns.Load(folder.Run).FindPhase("generate/decode")!.Count);
    }

    [Fact]
    public void A_run_of_a_phase_that_two_parts_tell_of_is_one_run()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasurePhasesAndKill(folder.Path, values: 250);
        File.Copy(Path.Combine(folder.Run, "_journal-00000"), Path.Combine(folder.Run, "_journal-00001"));
        Assert.Null(Assert.Single(ParquetExport.Recover(folder.Path)).Error);
        Assert.Equal(16, Duck.Number($"SELECT count(*) FROM '{folder.Run}/_phases/phases-*.parquet'"));
        PhaseReport decode = ParquetRuns.Load(folder.Run).FindPhase("generate/decode")!;
        Assert.Equal((3, 1), (decode.Count, decode.Unfinished));
        Assert.Equal(3, ParquetRuns.Load(folder.Run).Units.Single(unit => unit.Unit == "requests").Count);
    }

    [Fact]
    public void A_lost_file_of_phases_is_told_and_the_samples_stay()
    {
        using TemporaryFolder folder = new();
        Recovered(folder);
        File.Delete(Path.Combine(folder.Run, "_phases", "phases-00000.parquet"));
        string manifest = Path.Combine(folder.Run, "_manifest.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["report"] = null;
        File.WriteAllText(manifest, json.ToJsonString());
        Assert.Contains("phases-00000.parquet", Assert.Throws<InvalidDataException>(() => ParquetRuns.Load(folder.Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_keeps_the_rows_of_its_phases_too()
    {
        using TemporaryFolder folder = new();
        MeterReport report = Samples.Measure(folder);
        (TimeSpan start, TimeSpan end) = report.FindPhase("decode")!.Runs.Single();
        Assert.Equal(
            [FormattableString.Invariant($"{start.Ticks * 100}"), FormattableString.Invariant($"{end.Ticks * 100}")],
            Duck.Ask($"SELECT begin_ns, end_ns FROM '{folder.Run}/_phases/phases-00000.parquet'").Single());
    }

    private static MeterReport Recovered(TemporaryFolder folder)
    {
        ChildProgram.MeasurePhasesAndKill(folder.Path, values: 250);
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Equal(([], null), (recovery.Lost.ToArray(), recovery.Error));
        return ParquetRuns.Load(folder.Run);
    }
}
