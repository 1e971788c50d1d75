namespace AIMetering.Export;

/// <summary>Sums up what a run is told of its phases and numbers them, so that the database only takes rows.</summary>
internal sealed class PhaseLedger
{
    private readonly Dictionary<string, Phase> _phases = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OpenRun> _open = [];
    private readonly Dictionary<(int? Phase, string Unit), UnitRecord> _units = [];

    public ProgressRecord Take(RunProgress progress)
    {
        HashSet<Phase> phases = [];
        HashSet<(int?, string)> units = [];
        PhaseRunRecord[] runs = new PhaseRunRecord[progress.Phases.Count];
        for (int index = 0; index < runs.Length; index++)
        {
            runs[index] = Take(progress.Phases[index], phases, units);
        }

        foreach ((string unit, double amount) in progress.Counts ?? new Dictionary<string, double>())
        {
            Count(null, unit, amount, units);
        }

        return new([.. phases.Select(phase => phase.Record)], runs, [.. units.Select(unit => _units[unit])]);
    }

    private PhaseRunRecord Take(PhaseRun run, HashSet<Phase> phases, HashSet<(int?, string)> units)
    {
        if (!_phases.TryGetValue(run.Path, out Phase? phase))
        {
            phase = new(new(_phases.Count, run.Name, run.Path, run.Depth, 0, 0, run.Start.TotalSeconds, 0, 0));
            _phases.Add(run.Path, phase);
        }

        bool isNew = !_open.Remove(run.Number, out OpenRun? open);
        open ??= new(phase.Begin(), new Dictionary<string, double>());
        foreach ((string unit, double amount) in run.Counts)
        {
            double before = _units.TryGetValue((phase.Record.No, unit), out UnitRecord? record) ? record.Count : 0;
            Count(phase.Record.No, unit, before + amount - open.Counts.GetValueOrDefault(unit), units);
        }

        if (run.End is { } end)
        {
            phase.End(end - run.Start, run.DrainTime);
        }
        else
        {
            _open.Add(run.Number, open with { Counts = run.Counts });
        }

        phases.Add(phase);
        return new(phase.Record.No, open.N, run.Start.TotalSeconds, run.End?.TotalSeconds, isNew);
    }

    private void Count(int? phase, string unit, double count, HashSet<(int?, string)> units)
    {
        int no = _units.TryGetValue((phase, unit), out UnitRecord? there) ? there.No : _units.Count;
        _units[(phase, unit)] = new(no, phase, unit, count);
        units.Add((phase, unit));
    }

    private sealed record OpenRun(int N, IReadOnlyDictionary<string, double> Counts);

    private sealed class Phase(PhaseRecord record)
    {
        private int _begun;

        public PhaseRecord Record { get; private set; } = record;

        /// <summary>Begins a run.</summary>
        /// <returns>Its number in the phase.</returns>
        public int Begin()
        {
            Record = Record with { Unfinished = Record.Unfinished + 1 };
            return _begun++;
        }

        public void End(TimeSpan duration, TimeSpan drained) => Record = Record with
        {
            Finished = Record.Finished + 1,
            Unfinished = Record.Unfinished - 1,
            Seconds = Record.Seconds + duration.TotalSeconds,
            DrainSeconds = Record.DrainSeconds + drained.TotalSeconds,
        };
    }
}
