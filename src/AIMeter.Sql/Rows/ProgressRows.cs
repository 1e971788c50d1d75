namespace AIMetering.Export;

/// <summary>The rows of phases, their runs and counts while a run is measured; its report replaces them.</summary>
internal sealed class ProgressRows(SqlLink link, long run)
{
    private const string NoReport = "the run has no report (yet), so its energy is not summed";

    /// <summary>Writes the last that was told of each.</summary>
    public void Write(IEnumerable<ProgressRecord> records)
    {
        Dictionary<int, PhaseRecord> phases = [];
        Dictionary<(int, int), PhaseRunRecord> runs = [];
        Dictionary<int, UnitRecord> units = [];
        foreach (ProgressRecord record in records)
        {
            Array.ForEach(record.Phases, phase => phases[phase.No] = phase);
            Array.ForEach(record.Units, unit => units[unit.No] = unit);
            Array.ForEach(record.Runs, each => runs[(each.Phase, each.N)] = each with { IsNew = each.IsNew || (runs.TryGetValue((each.Phase, each.N), out PhaseRunRecord? before) && before.IsNew) });
        }

        if (phases.Count + units.Count > 0)
        {
            Phases(phases.Values);
            Runs(runs.Values);
            Units(units.Values);
        }
    }

    private void Phases(IEnumerable<PhaseRecord> phases)
    {
        using RowWriter rows = new(link, Tables.Phases);
        foreach (PhaseRecord phase in phases)
        {
            double? mean = phase.Finished > 0 ? phase.Seconds / phase.Finished : null;
            if (link.Execute(
                $"""
                UPDATE {link.Place.Of(Tables.Phases)} SET finished_runs = @finished, unfinished_runs = @unfinished, duration_seconds = @seconds,
                  mean_duration_seconds = @mean, drain_seconds = @drain WHERE run_key = @key AND phase_no = @no
                """,
                ("@finished", phase.Finished), ("@unfinished", phase.Unfinished), ("@seconds", phase.Seconds), ("@mean", mean),
                ("@drain", phase.DrainSeconds), ("@key", run), ("@no", phase.No)) == 0)
            {
                rows.Add(run, phase.No, phase.Name, phase.Path, phase.Depth, phase.Finished, phase.Unfinished, phase.FirstStart, phase.Seconds,
                    mean, null, null, phase.DrainSeconds);
            }
        }

        rows.Flush();
    }

    private void Runs(IEnumerable<PhaseRunRecord> runs)
    {
        using RowWriter rows = new(link, Tables.PhaseRuns);
        foreach (PhaseRunRecord each in runs)
        {
            // Without its row, the frame that began it was lost.
            if (each.IsNew || link.Execute(
                $"UPDATE {link.Place.Of(Tables.PhaseRuns)} SET end_seconds = @end WHERE run_key = @key AND phase_no = @phase AND n = @n",
                ("@end", each.End), ("@key", run), ("@phase", each.Phase), ("@n", each.N)) == 0)
            {
                rows.Add(run, each.Phase, each.N, each.Start, each.End);
            }
        }

        rows.Flush();
    }

    private void Units(IEnumerable<UnitRecord> units)
    {
        using RowWriter rows = new(link, Tables.Units);
        foreach (UnitRecord unit in units)
        {
            if (link.Execute(
                $"UPDATE {link.Place.Of(Tables.Units)} SET unit_count = @count WHERE run_key = @key AND unit_no = @no",
                ("@count", unit.Count), ("@key", run), ("@no", unit.No)) == 0)
            {
                rows.Add(run, unit.No, unit.Phase, unit.Unit, unit.Count, null, null, null, null, null, null, null, NoReport, null);
            }
        }

        rows.Flush();
    }
}
