using System.Text;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>The rows of a finished report. Written again, they replace those of before.</summary>
internal sealed class ReportRows(SqlLink link, long run)
{
    private const int DocumentPart = 250_000; // characters, far below the largest packet of any server

    private readonly List<Device> _devices = [];

    public void Write(MeterReport report, byte[] document)
    {
        Dictionary<string, int> numbers = SeriesNumbers();
        foreach (Table table in Tables.OfReport)
        {
            link.Execute($"DELETE FROM {link.Place.Of(table)} WHERE run_key = @key", ("@key", run));
        }

        Run(report);
        Insert(Tables.Series, rows => Series(rows, report, numbers));
        new EnergyRows(link, run, NumberOf).Write(report);
        new CarbonRows(link, run).Write(report);
        Trust(report);
        Insert(Tables.Documents, rows => Document(rows, Encoding.ASCII.GetString(document)));
        Insert(Tables.Devices, Devices); // last: now all are known
    }

    // Samples name their series by number, so a series that was streamed keeps its own.
    private Dictionary<string, int> SeriesNumbers()
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (var row in link.Rows($"SELECT full_name, series_no FROM {link.Place.Of(Tables.Series)} WHERE run_key = @key", ("@key", run)))
        {
            numbers.TryAdd(row.GetString(0), row.GetInt32(1));
        }

        return numbers;
    }

    private void Insert(Table table, Action<RowWriter> fill)
    {
        using RowWriter rows = new(link, table);
        fill(rows);
        rows.Flush();
    }

    private int NumberOf(Device device)
    {
        int number = _devices.IndexOf(device);
        if (number < 0)
        {
            _devices.Add(device);
            number = _devices.Count - 1;
        }

        return number;
    }

    private void Run(MeterReport report)
    {
        MachineDescription? machine = report.Machine;
        link.Execute($"""
            UPDATE {link.Place.Of(Tables.Runs)} SET name = @name, state = 'finished', duration_seconds = @duration, report_version = @version,
              operating_system = @os, kernel = @kernel, cpu = @cpu, logical_cpus = @cpus, memory_bytes = @memory, container = @container,
              runtime = @runtime, architecture = @architecture, aimeter_version = @aimeter WHERE run_key = @key
            """,
            ("@name", report.Name), ("@duration", report.Duration.TotalSeconds), ("@version", MeterReport.SchemaVersion),
            ("@os", machine?.OperatingSystem), ("@kernel", machine?.Kernel), ("@cpu", machine?.Cpu), ("@cpus", machine?.LogicalCpus),
            ("@memory", machine?.MemoryBytes), ("@container", machine?.Container), ("@runtime", machine?.Runtime),
            ("@architecture", machine?.Architecture), ("@aimeter", machine?.AIMeterVersion), ("@key", run));
    }

    private void Series(RowWriter rows, MeterReport report, Dictionary<string, int> numbers)
    {
        int next = Math.Max(report.Series.Count, numbers.Count == 0 ? 0 : numbers.Values.Max() + 1);
        bool isNew = numbers.Count == 0;
        for (int order = 0; order < report.Series.Count; order++)
        {
            SeriesReport series = report.Series[order];
            int number = isNew ? order : numbers.Remove(series.Channel.FullName, out int known) ? known : next++;
            Row(rows, series, number, order);
        }
    }

    private void Row(RowWriter rows, SeriesReport series, int number, int order)
    {
        Channel channel = series.Channel;
        SeriesStatistics? s = series.Statistics;
        rows.Add(run, number, order, NumberOf(channel.Device), channel.FullName, channel.Metric, Words.Label(channel.Kind), channel.Unit.Symbol,
            channel.Unit.ColumnSuffix, series.Source, channel.AccountsEnergy, series.ThinnedBy, series.StatisticsUnit.Symbol, s?.Count, s?.Mean,
            s?.StandardDeviation, s?.Min, s?.P50, s?.P95, s?.P99, s?.Max, s?.Mode);
    }

    private void Devices(RowWriter rows)
    {
        for (int number = 0; number < _devices.Count; number++)
        {
            Device device = _devices[number];
            rows.Add(run, number, device.Id, Words.Label(device.Kind), device.Name, device.Uuid, device.PartOf, device.InTotal, device.ExclusionReason);
        }
    }

    private void Trust(MeterReport report)
    {
        QualityReport q = report.Quality;
        OverheadReport o = report.Overhead;
        Insert(Tables.Sources, rows => Each(report.Sources, (no, source) => rows.Add(run, no, source.Source, source.IsReady, source.Reason, source.Remedy)));
        Insert(Tables.Quality, rows => rows.Add(run, q.Samples, q.FailedReads, q.MissedTicks, q.Gaps, q.CounterResets, q.CounterWraps,
            q.ImpossibleDeltas, q.Suspended.TotalSeconds, q.GarbageCollectionPauses.TotalSeconds, o.SamplerCpuTime?.TotalSeconds,
            o.PercentOfOneCore, o.ReadTime.TotalSeconds, o.Reads, o.StartTime.TotalSeconds, o.StopTime.TotalSeconds));
        Insert(Tables.QualityEvents, rows => Each(q.Events, (no, e) =>
            rows.Add(run, no, e.FirstSeen.TotalSeconds, e.LastSeen.TotalSeconds, e.Count, e.Subject, e.Message)));
        Insert(Tables.Notes, rows => Each(report.Notes, (no, note) => rows.Add(run, no, note)));
    }

    private void Document(RowWriter rows, string text)
    {
        for (int part = 0; part * DocumentPart < text.Length; part++)
        {
            rows.Add(run, part, text.Substring(part * DocumentPart, Math.Min(DocumentPart, text.Length - (part * DocumentPart))));
            rows.Flush(); // a statement for each, so that no packet grows
        }
    }

    private static void Each<T>(IReadOnlyList<T> items, Action<int, T> add)
    {
        for (int no = 0; no < items.Count; no++)
        {
            add(no, items[no]);
        }
    }
}
