using AIMetering.Readings;

namespace AIMetering.Analysis.Phases;

/// <summary>Finds loads and idle gaps on a series: two limits with a band between them, and a shortest duration.</summary>
internal sealed class PhaseDetector(MeterReport report, PhaseDetectionOptions options)
{
    // NVML: utilization is the percentage of the driver's last sample period in which a kernel ran; a quiet GPU shows 0, housekeeping
    // of a desktop or a monitor a few percent.
    private const double BusyPercent = 10;
    private const double IdlePercent = 5;

    // Of the way between the two levels of a series without a natural zero.
    private const double BusyShare = 0.6;
    private const double IdleShare = 0.4;

    private static readonly EnergyResult s_notAsked = EnergyResult.Unknown("it was not asked for");

    private double RunSeconds => report.Duration.TotalSeconds;

    /// <param name="withEnergy">Whether energies are wanted; working them out takes longer than all the rest.</param>
    public IReadOnlyList<DetectedPhase> Find(bool withEnergy = true)
    {
        options.Validate();
        if (LevelTrace.Of(report, options.Series) is not { } trace || report.Duration <= TimeSpan.Zero)
        {
            return [];
        }

        List<Stretch> stretches = Stretches(trace);
        double[] edges = [.. stretches.Select(stretch => stretch.From), RunSeconds];
        KeptEnergy? energy = withEnergy ? new(report, edges) : null;
        int loads = 0, idles = 0;
        return [.. stretches.Select((stretch, index) => Phase(trace, stretch, index, energy, stretch.IsBusy ? ++loads : ++idles))];
    }

    private DetectedPhase Phase(LevelTrace trace, Stretch stretch, int index, KeptEnergy? energy, int number) => new()
    {
        Name = string.Create(null, $"{(stretch.IsBusy ? "load" : "idle")}-{number}"),
        Kind = stretch.IsBusy ? DetectedPhaseKind.Load : DetectedPhaseKind.Idle,
        Start = TimeSpan.FromSeconds(stretch.From),
        End = stretch.To < RunSeconds ? TimeSpan.FromSeconds(stretch.To) : report.Duration,
        EdgeError = (TimeSpan.FromSeconds(stretch.FromError), TimeSpan.FromSeconds(stretch.ToError)),
        Series = trace.Name,
        MeanLevel = Mean(trace, stretch),
        Energy = energy?.Total(index) ?? s_notAsked,
        Devices = energy?.Devices(index) ?? [],
    };

    private static double Mean(LevelTrace trace, Stretch stretch)
    {
        double mean = 0;
        for (int i = stretch.First; i <= stretch.Last; i++)
        {
            mean += (trace.Values[i] - mean) / (i - stretch.First + 1);
        }

        return mean;
    }

    // A new state counts once it has lasted; what is shorter belongs to the state around it.
    private List<Stretch> Stretches(LevelTrace trace)
    {
        (double busyFrom, double idleTo) = Limits(trace);
        List<Stretch> found = [];
        bool state = trace.Values[0] >= busyFrom, seen = state;
        int begin = 0, since = 0;
        for (int i = 1; i < trace.Values.Length; i++)
        {
            bool now = trace.Values[i] >= busyFrom || (seen && trace.Values[i] > idleTo);
            since = now == seen ? since : i;
            seen = now;
            if (seen != state && Lasted(trace, since, i))
            {
                Close(trace, found, begin, since, state);
                (begin, state) = (since, seen);
            }
        }

        Close(trace, found, begin, trace.Values.Length, state);
        return found;
    }

    // The last sample stands for the time up to the end of the run.
    private bool Lasted(LevelTrace trace, int since, int now)
    {
        double end = now == trace.Seconds.Length - 1 ? Math.Max(trace.Seconds[now], RunSeconds) : trace.Seconds[now];
        return end - Border(trace, since) >= options.MinimumDuration.TotalSeconds;
    }

    // A first stretch that is too short joins the one after it, since there is none before.
    private void Close(LevelTrace trace, List<Stretch> found, int begin, int end, bool isBusy)
    {
        double from = begin == 0 ? 0 : Border(trace, begin), to = end == trace.Values.Length ? RunSeconds : Border(trace, end);
        Stretch stretch = new(isBusy, begin, end - 1, from, to, Doubt(trace, begin), Doubt(trace, end));
        if (found is [{ } first] && first.To - first.From < options.MinimumDuration.TotalSeconds)
        {
            found.Clear();
            stretch = stretch with { First = 0, From = 0, FromError = 0 };
        }

        if (to > from || found.Count == 0)
        {
            found.Add(stretch with { To = Math.Max(from, to) });
        }
    }

    private double Border(LevelTrace trace, int index) =>
        Math.Clamp(trace.Seconds[index - 1] + ((trace.Seconds[index] - trace.Seconds[index - 1]) / 2), 0, RunSeconds);

    private double Doubt(LevelTrace trace, int index) =>
        index <= 0 || index >= trace.Seconds.Length ? 0 : Math.Min(trace.Seconds[index] - trace.Seconds[index - 1], RunSeconds);

    private (double Busy, double Idle) Limits(LevelTrace trace)
    {
        if (options is { BusyAbove: { } busy, IdleBelow: { } idle })
        {
            return (busy, idle);
        }

        (double foundBusy, double foundIdle) = trace.IsPercent
            ? (BusyPercent, IdlePercent)
            : TwoLevels.Of(trace.Values) is { } levels
                ? (levels.Low + (BusyShare * (levels.High - levels.Low)), levels.Low + (IdleShare * (levels.High - levels.Low)))
                : (double.NegativeInfinity, double.NegativeInfinity);    // one level: all of it is load
        double above = options.BusyAbove ?? Math.Max(foundBusy, options.IdleBelow ?? double.NegativeInfinity);
        return (above, options.IdleBelow ?? Math.Min(foundIdle, above));
    }

    /// <summary>Samples of one state, with the times around them.</summary>
    private sealed record Stretch(bool IsBusy, int First, int Last, double From, double To, double FromError, double ToError);
}
