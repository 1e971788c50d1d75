using System.Data.Common;

namespace AIMetering.Export;

/// <summary>Puts runs into the database: each step whole or not at all, and none twice.</summary>
internal sealed class RunStore(SqlLink link)
{
    private const int Attempts = 5;

    private readonly RunRows _runs = new(link);

    /// <summary>Applies the frames of a spool that the database has not seen.</summary>
    /// <param name="batch">The run, as of the newest frame, and the frames in their order.</param>
    public void Apply(SpoolBatch batch) => link.InTransaction(() =>
    {
        StoredRun run = _runs.Hold(batch.Head);
        _runs.Add(run.Key, batch.Head);
        Frame[] frames = [.. batch.Frames.Where(frame => frame.Number > run.LastChunk)];
        new ProgressRows(link, run.Key).Write(frames.Where(frame => frame.Kind == FrameKind.Progress).Select(frame => ProgressRecord.From(frame.Payload)));
        using RowWriter samples = new(link, Tables.Samples);
        foreach (Frame frame in frames)
        {
            if (frame.Kind == FrameKind.Samples)
            {
                RunRows.Add(samples, run.Key, SampleRecord.From(frame.Payload));
            }
            else if (frame.Kind == FrameKind.Report)
            {
                new ReportRows(link, run.Key).Write(ReportText.WithSamples(frame.Payload, _ => SeriesSamples.None), frame.Payload);
            }
        }

        samples.Flush();
        _runs.Advance(run.Key, Math.Max(run.LastChunk, batch.Frames[^1].Number));
        Tell(batch.Head, batch.Damage);
    });

    /// <summary>Says of a run that nothing comes any more: whether its report came, and what could not be read at its end.</summary>
    public void End(RunHead head, bool isComplete, SpoolDamage damage) => link.InTransaction(() =>
    {
        if (!isComplete)
        {
            _runs.Interrupt(head.RunId);
        }

        Tell(head, damage);
    });

    /// <summary>Puts a finished report into the database, with the samples it kept unless they were streamed before.</summary>
    public void Save(MeterReport report, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                link.InTransaction(() => SaveOnce(report, cancellation));
                return;
            }
            catch (DbException error) when (attempt < Attempts && Complaints.IsConflict(error))
            {
                // Another host wrote the same run, or the database chose this transaction to end a deadlock: nothing was changed.
            }
        }
    }

    private void Tell(RunHead head, SpoolDamage damage)
    {
        if (damage.Bytes > 0)
        {
            _runs.Tell(head.RunId, damage);
        }
    }

    private void SaveOnce(MeterReport report, CancellationToken cancellation)
    {
        StoredRun run = _runs.Hold(RunHead.Of(report));
        if (!run.IsStreamed && Statement.Long(link.Scalar($"SELECT MIN(series_no) FROM {link.Place.Of(Tables.Samples)} WHERE run_key = @key", ("@key", run.Key))) is null)
        {
            AddSamples(run.Key, report, cancellation);
        }

        new ReportRows(link, run.Key).Write(report, ReportText.WithoutSamples(report));
        cancellation.ThrowIfCancellationRequested();
    }

    private void AddSamples(long key, MeterReport report, CancellationToken cancellation)
    {
        using RowWriter samples = new(link, Tables.Samples);
        for (int series = 0; series < report.Series.Count; series++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> elapsed = report.Series[series].ElapsedSeconds.Span, values = report.Series[series].Values.Span;
            for (int n = 0; n < values.Length; n++)
            {
                samples.Add(key, series, n, elapsed[n], values[n], Words.Special(values[n]));
            }
        }

        samples.Flush();
    }
}
