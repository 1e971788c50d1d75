using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Analysis.Correlation;

/// <summary>Common cells of time, in one stretch for a whole run or in one for each run of a phase, with unused cells between.</summary>
/// <param name="Step">The length of a cell in seconds.</param>
/// <param name="Stretches">The stretches in the order of time.</param>
/// <param name="Count">How many cells there are, those between stretches included.</param>
/// <param name="Lags">The most steps of lag to try: so many unused cells keep stretches apart.</param>
internal sealed record TimeGrid(double Step, IReadOnlyList<Stretch> Stretches, int Count, int Lags)
{
    private const int DefaultLags = 8;

    // The most of the points that a lag may leave out.
    private const int LagShare = 4;

    // Sources begin and end within so many sampling intervals of the session, or this share of it; what is later began late.
    private const double MarginIntervals = 3;
    private const double MarginShare = 0.02;

    /// <summary>Gets how many cells can hold a value.</summary>
    public int Used => Stretches.Sum(stretch => stretch.Cells);

    /// <exception cref="ArgumentException">The phase is not in the report, or the step would give more points than allowed.</exception>
    public static TimeGrid Of(MeterReport report, CorrelationOptions options, IReadOnlyList<SeriesReport> series)
    {
        (double begin, double end) = Common(report, series);
        (double From, double To)[] windows = [.. Windows(report, options.Phase)
            .Select(window => (From: Math.Max(window.From, begin), To: Math.Min(window.To, end))).Where(window => window.To > window.From)];
        double seconds = windows.Sum(window => window.To - window.From);
        double step = Distance(report, options, seconds);
        int[] cells = [.. windows.Select(window => step > 0 ? (int)Math.Min(((window.To - window.From) / step) + 1e-9, int.MaxValue / 4) : 0)];
        int lags = Lagging(options, step, [.. cells.Where(count => count > 0)]);
        List<Stretch> stretches = [];
        int next = 0;
        foreach (((double from, double _), int count) in windows.Zip(cells).Where(each => each.Second > 0))
        {
            stretches.Add(new(from, next, count));
            next += count + lags;
        }

        return new(step, stretches, stretches.Count == 0 ? 0 : next - lags, lags);
    }

    private static double Distance(MeterReport report, CorrelationOptions options, double seconds)
    {
        double finest = seconds / options.MaxPoints;
        if (options.Step is not { } asked)
        {
            return Math.Max(report.SamplingInterval.TotalSeconds, finest);
        }

        return asked.TotalSeconds >= finest * (1 - 1e-9) ? asked.TotalSeconds : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(CorrelationOptions)}.{nameof(CorrelationOptions.Step)} is {asked}, which gives {seconds / asked.TotalSeconds:F0} points of at most {nameof(CorrelationOptions.MaxPoints)} = {options.MaxPoints}. Give a longer step or more points."));
    }

    private static IEnumerable<(double From, double To)> Windows(MeterReport report, string? phase)
    {
        if (phase is null)
        {
            return [(0, report.Duration.TotalSeconds)];
        }

        PhaseReport found = report.FindPhase(phase) ?? throw new ArgumentException(
            $"{nameof(CorrelationOptions)}.{nameof(CorrelationOptions.Phase)} is '{phase}', which the report does not have. It has: {Names(report)}.");
        return found.Runs.Select(run => (run.Start.TotalSeconds, run.End.TotalSeconds)).Order();
    }

    private static string Names(MeterReport report) =>
        report.Phases.Count == 0 ? "no phases" : string.Join(", ", report.Phases.Select(phase => phase.Path));

    // Between stretches the lag ends, so that no value is compared with one of another run: at most half a typical run.
    private static int Lagging(CorrelationOptions options, double step, int[] cells)
    {
        if (cells.Length == 0)
        {
            return 0;
        }

        double wanted = options.MaxLag is { } lag ? Math.Floor((lag.TotalSeconds / step) + 1e-9) : DefaultLags;
        Array.Sort(cells);
        int most = cells.Length == 1 ? cells[0] / LagShare : Math.Min(cells[cells.Length / 2] / 2, cells.Sum() / LagShare);
        return (int)Math.Min(wanted, most);
    }

    // The time between the first and the last read of the counters that were there from the start: outside it they have no rate.
    private static (double Begin, double End) Common(MeterReport report, IReadOnlyList<SeriesReport> series)
    {
        double run = report.Duration.TotalSeconds, begin = 0, end = run;
        double margin = Math.Max(MarginIntervals * report.SamplingInterval.TotalSeconds, MarginShare * run);
        foreach (SeriesReport each in series.Where(each => each.Channel.Kind is ChannelKind.Counter or ChannelKind.EnergyCounter))
        {
            ReadOnlySpan<double> seconds = each.ElapsedSeconds.Span;
            begin = seconds.Length > 0 && seconds[0] <= margin ? Math.Max(begin, seconds[0]) : begin;
            end = seconds.Length > 0 && seconds[^1] >= run - margin ? Math.Min(end, seconds[^1]) : end;
        }

        return (begin, end);
    }
}

/// <summary>Cells that follow each other without a gap.</summary>
/// <param name="From">When the first begins, in seconds since the session's start.</param>
/// <param name="First">Its index.</param>
/// <param name="Cells">How many there are.</param>
internal readonly record struct Stretch(double From, int First, int Cells);
