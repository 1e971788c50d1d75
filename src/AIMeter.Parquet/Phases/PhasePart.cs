using System.Text;
using System.Text.Json;

namespace AIMetering.Export;

/// <summary>The runs of phases that one part of a run was told of: a row each, as it was told last.</summary>
internal sealed class PhasePart(SampleLayout layout, string path)
{
    public const string Number = "number", Phase = "phase", Begin = "begin_ns", End = "end_ns", Drain = "drain_ns", Counts = "counts";

    private readonly Dictionary<long, PhaseRun> _runs = [];
    private readonly List<(TimeSpan Start, TimeSpan End)> _idle = [];

    public int Rows => _runs.Count;

    /// <summary>Gets what the session as a whole has counted; null when that was not told.</summary>
    public IReadOnlyDictionary<string, double>? Total { get; private set; }

    public IReadOnlyList<(TimeSpan Start, TimeSpan End)> Idle => _idle;

    public void Add(RunProgress progress)
    {
        foreach (PhaseRun run in progress.Phases)
        {
            _runs[run.Number] = run;
        }

        Total = progress.Counts ?? Total;
        _idle.AddRange(progress.Idle);
    }

    /// <summary>Lets the file appear; without rows there is none.</summary>
    public void Complete() => Columns(layout.Manifest.StartedAt).Save(path, _runs.Values.OrderBy(run => run.Number), layout.Metadata("{}"));

    private static Table<PhaseRun> Columns(DateTimeOffset startedAt) => new Table<PhaseRun>()
        .Whole(Number, run => run.Number)
        .Text(Phase, run => run.Path)
        .Instant("begin", run => startedAt + run.Start)
        .Instant("end", run => startedAt + run.End)
        .Whole(Begin, run => run.Start.Ticks * TimeSpan.NanosecondsPerTick)
        .Whole(End, run => run.End?.Ticks * TimeSpan.NanosecondsPerTick)
        .Whole(Drain, run => run.DrainTime.Ticks * TimeSpan.NanosecondsPerTick)
        .Text(Counts, run => run.Counts.Count == 0 ? null : Json(run.Counts));

    private static string Json(IReadOnlyDictionary<string, double> counts)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach ((string unit, double amount) in counts)
            {
                json.WriteNumber(unit, amount);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
