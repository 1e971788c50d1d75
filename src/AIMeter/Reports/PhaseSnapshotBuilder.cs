using System.Globalization;
using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>Tells what the phases of a session have used so far. Under the session's lock.</summary>
internal static class PhaseSnapshotBuilder
{
    // The energy of each is made anew under the lock that phases wait for: some tens of microseconds for all.
    private const int MostLive = 64;

    public static IReadOnlyList<PhaseSnapshot> Build(SessionRecorder recorder, string? gpus, bool isDisabled)
    {
        double now = recorder.End?.Seconds ?? recorder.Now();
        PhaseInstance[] live = [.. recorder.LivePhases];
        ILookup<PhaseTotals, PhaseInstance> told = live.Take(MostLive).ToLookup(run => run.Totals);
        Dictionary<PhaseTotals, int> left = live.Skip(MostLive).CountBy(run => run.Totals).ToDictionary();
        (string, EnergyResult)[] missing = [.. MissingParts.Of(recorder, gpus, isDisabled)];
        return
        [
            .. recorder.Phases.Select(phase => Snapshot(
                recorder, phase, new Unsummed(now, [.. told[phase]], left.GetValueOrDefault(phase)), missing)),
        ];
    }

    private static PhaseSnapshot Snapshot(SessionRecorder recorder, PhaseTotals phase, Unsummed live, IEnumerable<(string, EnergyResult)> missing)
    {
        EnergyResult energy = EnergyResult.Sum([.. Devices(recorder, phase, live), .. missing, .. live.LeftOut()]);
        double start = recorder.Start!.Seconds;
        return new PhaseSnapshot
        {
            Name = phase.Name,
            Path = phase.Path,
            Depth = phase.Depth,
            Count = (int)phase.Durations.Count - phase.Unfinished + live.Runs.Count(run => run.End is not null),
            Open = phase.Unfinished + live.LeftOutCount + live.Runs.Count(run => run.End is null),
            Duration = TimeSpan.FromSeconds(phase.Seconds + live.Runs.Sum(run => live.EndOf(run) - run.Begin.Seconds)),
            Energy = energy,
            Units = Units(phase, live, energy),
            Runs = phase.Runs,
            Latest = [.. live.Runs.Select(run => (Since(run.Begin.Seconds, start), run.End is { } end ? Since(end.Seconds, start) : (TimeSpan?)null))],
        };
    }

    private static IEnumerable<(string Name, EnergyResult Energy)> Devices(SessionRecorder recorder, PhaseTotals phase, Unsummed live)
    {
        for (int index = 0; index < recorder.Tracks.Count; index++)
        {
            IEnergyTrack track = recorder.Tracks[index];
            if (track.Channel.Device is { InTotal: true, Id: var id })
            {
                IEnumerable<EnergyResult> parts = live.Runs.Select(run => Window(track, index, run, live.Now));
                yield return (id, EnergyResult.Sum([.. (phase.Durations.Count > 0 ? parts.Prepend(phase.Energy(index)) : parts).Select(part => (id, part))]));
            }
        }
    }

    private static EnergyResult Window(IEnergyTrack track, int index, PhaseInstance run, double now) => track.Window(
        SnapshotBuilder.ValueOf(run.Begin, index, track, run.Begin.Seconds),
        SnapshotBuilder.ValueOf(run.End, index, track, run.End?.Seconds ?? now));

    private static IReadOnlyList<UnitReport> Units(PhaseTotals phase, Unsummed live, EnergyResult energy)
    {
        Dictionary<string, double> counts = new(phase.Counts, StringComparer.Ordinal);
        foreach ((string unit, double amount) in live.Runs.SelectMany(run => run.Counts ?? new Dictionary<string, double>()))
        {
            counts[unit] = counts.GetValueOrDefault(unit) + amount;
        }

        return ReportBuilder.Units(counts, energy);
    }

    private static TimeSpan Since(double seconds, double start) => TimeSpan.FromSeconds(seconds) - TimeSpan.FromSeconds(start);

    /// <summary>The runs of a phase that are not summed yet.</summary>
    private sealed record Unsummed(double Now, IReadOnlyList<PhaseInstance> Runs, int LeftOutCount)
    {
        public double EndOf(PhaseInstance run) => run.End?.Seconds ?? Math.Max(Now, run.Begin.Seconds);

        public IEnumerable<(string Name, EnergyResult Energy)> LeftOut() => LeftOutCount == 0 ? [] :
            [("runs under way", EnergyResult.Unknown(string.Create(CultureInfo.InvariantCulture, $"{LeftOutCount} are not in yet, as too many are at once")))];
    }
}
