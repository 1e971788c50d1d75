using System.Text.Json;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>A run that is being measured: readings go to its journal; full journals become Parquet on a thread beside it.</summary>
internal sealed class LiveRun : IDisposable
{
    private readonly Dictionary<Channel, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<RunChannel> _late = [];
    private readonly ReadingFrame _frame = new();
    private readonly Worker _worker;
    private readonly RunFolder _run;
    private readonly RunLock _lock;
    private readonly TimeSpan? _syncEvery;
    private RunManifest _manifest;  // the worker's own once a job has been given to it
    private JournalWriter _journal;
    private long _readings;
    private int _number;
    private TimeSpan _synced;

    private LiveRun(RunFolder run, RunLock held, RunManifest manifest, RunDescription description, TimeSpan? syncEvery)
    {
        (_run, _lock, _manifest, _syncEvery, Head) = (run, held, manifest, syncEvery, manifest);
        for (int number = 0; number < description.Channels.Count; number++)
        {
            _numbers[description.Channels[number]] = number;
        }

        _frame.Clear();
        ManifestFile.Write(run, manifest);
        _journal = NewJournal();
        _worker = new();
    }

    private RunManifest Head { get; }

    /// <summary>Begins a run, and turns the journals of killed ones into Parquet meanwhile.</summary>
    /// <exception cref="IOException">The folder cannot be written; the message names the remedy.</exception>
    public static LiveRun Begin(string root, RunDescription description, TimeSpan? syncEvery)
    {
        string host = Environment.MachineName;
        RunFolder run = RunFolder.Of(root, host, RunFiles.Stem(description));
        bool isNew = !Directory.Exists(run.Path);
        try
        {
            Directory.CreateDirectory(run.Path);
            LiveRun live = Begin(run, host, description, syncEvery);
            live._worker.Do(() => Recovery.RecoverQuietly(root));
            return live;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Leave(isNew ? run.Path : null);
            throw new IOException(
                $"WriteTo.Parquet cannot begin the run '{run.Path}': {error.Message.TrimEnd('.')}. Free disk space, or name a folder that can be written.", error);
        }
    }

    public void Write(ReadOnlySpan<Reading> readings)
    {
        try
        {
            foreach (Reading reading in readings)
            {
                Write(reading);
            }

            Flush();
            KeepUp(readings.IsEmpty ? TimeSpan.Zero : readings[^1].Elapsed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(error);
        }
    }

    public void Write(RunProgress progress)
    {
        try
        {
            _journal.Append(JournalFrame.Progress, ProgressFrame.ToBytes(progress));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(error);
        }
    }

    /// <summary>Turns the rest into Parquet and adds the results.</summary>
    public void Finish(MeterReport report)
    {
        _journal.Dispose();
        _worker.Do(() =>
        {
            // Running until all is there: killed before, the report is in the manifest already.
            RunManifest finished = Descriptions.Finish(_manifest with { Channels = [.. Head.Channels, .. _late] }, report);
            _manifest = JournalConversion.ConvertAll(_run, finished with { State = RunManifest.Running })!;
            ResultTables.Write(_run, _manifest, report);
            ManifestFile.Write(_run, _manifest with { State = RunManifest.Finished });
            _lock.Remove();
        });
        try
        {
            _worker.Finish();
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>Ends without results: what is left of the journal is recovered later.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        _worker.TryDo(_lock.Dispose);
        _worker.Dispose();
    }

    private IOException Broken(Exception error)
    {
        Dispose();
        return new IOException(
            $"the journal in '{_run.Path}' cannot be written any more: {error.Message.TrimEnd('.')}. What was written before stays. "
            + "Free disk space; the next session that writes there, or ParquetExport.Recover, turns it into Parquet.", error);
    }

    private static LiveRun Begin(RunFolder run, string host, RunDescription description, TimeSpan? syncEvery)
    {
        RunLock held = RunLock.TryTake(run) ?? throw new IOException("another process writes a run of the same name and id");
        try
        {
            return new(run, held, Descriptions.Describe(description, host), description, syncEvery);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static void Leave(string? begun)
    {
        try
        {
            if (begun is not null && Directory.Exists(begun))
            {
                Directory.Delete(begun, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What stays is a run without readings; the reason why it did not begin is told by the caller.
        }
    }

    private void Write(in Reading reading)
    {
        if (!_numbers.TryGetValue(reading.Channel, out int number))
        {
            number = Introduce(reading.Channel);
        }

        if (_frame.IsFull)
        {
            Flush();
        }

        _frame.Add(number, reading.Elapsed.Ticks, reading.Value);
        _readings++;
    }

    private int Introduce(Channel channel)
    {
        Flush();
        RunChannel late = Descriptions.Describe(channel, _numbers.Count, column: null);
        _journal.Append(JournalFrame.NewChannel, JsonSerializer.SerializeToUtf8Bytes(late, ManifestJson.Default.RunChannel));
        _late.Add(late);
        _numbers.Add(channel, late.Index);
        return late.Index;
    }

    private void Flush()
    {
        if (!_frame.IsEmpty)
        {
            _journal.Append(_frame.Bytes);
            _frame.Clear();
        }
    }

    private void KeepUp(TimeSpan now)
    {
        if (_syncEvery is { } period && now - _synced >= period)
        {
            _journal.FlushToDisk();
            _synced = now;
        }

        if (_readings >= ReadingTables.ReadingsPerPart)
        {
            BeginNext();
        }
    }

    private void BeginNext()
    {
        _journal.Dispose();
        int full = _number++;
        _journal = NewJournal();
        _readings = 0;
        _worker.Do(() => _manifest = JournalConversion.Convert(_run, full, _manifest));
    }

    private JournalWriter NewJournal()
    {
        JournalWriter journal = new(_run.Journal(_number));
        journal.Append(JournalFrame.Header, ManifestFile.ToBytes(Head with { Channels = [.. Head.Channels, .. _late] }));
        return journal;
    }
}
