using System.Globalization;

namespace AIMetering.Export;

/// <summary>A run as it is in the database.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LastChunk">The number of the last frame of its spool that was taken.</param>
/// <param name="IsStreamed">Whether its samples come while it is measured.</param>
internal sealed record StoredRun(long Key, long LastChunk, bool IsStreamed);

/// <summary>The rows of a run before its report: the run itself, devices, series and samples.</summary>
internal sealed class RunRows(SqlLink link)
{
    private const int LongestId = 191; // characters, as MySQL can index

    private readonly SqlPlace _place = link.Place;

    /// <summary>Finds the run, or makes it, and keeps everybody else from changing it until the transaction ends.</summary>
    public StoredRun Hold(RunHead head)
    {
        if (head.RunId.Length > LongestId)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The run id of '{head.Name}' has {head.RunId.Length} characters; a database takes {LongestId}. Give the report a shorter run_id."));
        }

        bool isNew = link.Execute($"UPDATE {_place.Of(Tables.Runs)} SET last_chunk = last_chunk WHERE run_id = @id", ("@id", head.RunId)) == 0;
        if (isNew)
        {
            Insert(head);
        }

        StoredRun run = Find(head.RunId)!;
        if (isNew)
        {
            AddSources(run.Key, head.Sources ?? []);
        }

        return run;
    }

    public StoredRun? Find(string runId) => link
        .Rows($"SELECT run_key, last_chunk, samples_from FROM {_place.Of(Tables.Runs)} WHERE run_id = @id", ("@id", runId))
        .Select(row => new StoredRun(row.GetInt64(0), row.GetInt64(1), row.GetString(2) == "stream"))
        .FirstOrDefault();

    /// <summary>Adds the series that are not there yet, and their devices.</summary>
    public void Add(long key, RunHead head)
    {
        if (head.ReadingsLost > 0)
        {
            link.Execute($"UPDATE {_place.Of(Tables.Runs)} SET readings_lost = @lost WHERE run_key = @key", ("@lost", head.ReadingsLost), ("@key", key));
        }

        HashSet<int> there = [.. link.Rows($"SELECT series_no FROM {_place.Of(Tables.Series)} WHERE run_key = @key", ("@key", key)).Select(row => row.GetInt32(0))];
        if (there.Count >= head.Series.Length)
        {
            return;
        }

        Dictionary<string, int> devices = AddDevices(key, head);
        using RowWriter rows = new(link, Tables.Series);
        for (int no = 0; no < head.Series.Length; no++)
        {
            if (!there.Contains(no))
            {
                SeriesHead series = head.Series[no];
                rows.Add(key, no, null, devices[series.DeviceId], series.FullName, series.Metric, Words.Label(series.Kind), series.Unit,
                    series.UnitSuffix, null, series.AccountsEnergy, null, null, null, null, null, null, null, null, null, null, null);
            }
        }

        rows.Flush();
    }

    public static void Add(RowWriter samples, long key, ReadOnlySpan<SampleRecord> records)
    {
        foreach (SampleRecord record in records)
        {
            samples.Add(key, record.Series, record.N, record.Elapsed, record.Value, Words.Special(record.Value));
        }
    }

    public void Advance(long key, long chunk) =>
        link.Execute($"UPDATE {_place.Of(Tables.Runs)} SET last_chunk = @chunk WHERE run_key = @key", ("@chunk", chunk), ("@key", key));

    /// <summary>Says what could not be read of the spool.</summary>
    public void Tell(string runId, SpoolDamage damage)
    {
        long key = Find(runId)!.Key;
        link.Execute($"UPDATE {_place.Of(Tables.Runs)} SET readings_lost = readings_lost + @lost WHERE run_key = @key", ("@lost", damage.MostReadings), ("@key", key));
        long last = Statement.Long(link.Scalar($"SELECT MAX(note_no) FROM {_place.Of(Tables.Notes)} WHERE run_key = @key", ("@key", key))) ?? -1;
        using RowWriter rows = new(link, Tables.Notes);
        rows.Add(key, (int)last + 1, damage.ToString());
        rows.Flush();
    }

    /// <summary>Says of a run that its process ended without a report.</summary>
    public void Interrupt(string runId) => link.Execute(
        $"UPDATE {_place.Of(Tables.Runs)} SET state = 'interrupted' WHERE run_id = @id AND state = 'measuring'", ("@id", runId));

    private void Insert(RunHead head)
    {
        using RowWriter rows = new(link, Tables.Runs);
        bool isStreamed = head.ProcessId is not null;
        rows.Add(head.RunId, head.Name, "measuring", _place.Dialect.Instant(head.StartedAt), null, head.SamplingIntervalSeconds, head.Host,
            head.ProcessId, isStreamed ? "stream" : "report", 0L, 0L, null, head.Machine?.OperatingSystem, head.Machine?.Kernel, head.Machine?.Cpu,
            head.Machine?.LogicalCpus, head.Machine?.MemoryBytes, head.Machine?.Container, head.Machine?.Runtime, head.Machine?.Architecture,
            head.Machine?.AIMeterVersion);
        rows.Flush();
    }

    private void AddSources(long key, SourceHead[] sources)
    {
        using RowWriter rows = new(link, Tables.Sources);
        for (int no = 0; no < sources.Length; no++)
        {
            rows.Add(key, no, sources[no].Source, sources[no].IsReady, sources[no].Reason, sources[no].Remedy);
        }

        rows.Flush();
    }

    private Dictionary<string, int> AddDevices(long key, RunHead head)
    {
        Dictionary<string, int> devices = new(StringComparer.Ordinal);
        foreach (var row in link.Rows($"SELECT device_id, device_no FROM {_place.Of(Tables.Devices)} WHERE run_key = @key", ("@key", key)))
        {
            devices[row.GetString(0)] = row.GetInt32(1);
        }

        using RowWriter rows = new(link, Tables.Devices);
        foreach (SeriesHead each in head.Series)
        {
            if (devices.TryAdd(each.DeviceId, devices.Count))
            {
                rows.Add(key, devices[each.DeviceId], each.DeviceId, Words.Label(each.DeviceKind), each.DeviceName, each.Uuid, each.PartOf,
                    each.InTotal, each.ExclusionReason);
            }
        }

        rows.Flush();
        return devices;
    }
}
