using System.Globalization;
using System.Security.Cryptography;

namespace AIMetering.Importing;

/// <summary>A row: one GPU in one sample, with the figures of the host repeated.</summary>
internal sealed record OriginalRow(long Line, DateTime Stamp, int Gpu, string GpuName, OriginalCell[] Cells);

/// <summary>The rows of a CSV file of the Python AIMeter.</summary>
internal sealed class OriginalTable
{
    private const string WhatItIs = "a CSV file of the Python AIMeter";
    private const string Remedy = "Is this a file that the Python AIMeter wrote, unchanged by a spreadsheet?";

    private readonly CsvSource _csv;
    private readonly OriginalCsvOptions _options;
    private readonly int _stamp, _task, _name, _index;
    private readonly int[] _columns;

    private OriginalTable(CsvSource csv, OriginalCsvOptions options)
    {
        (_csv, _options) = (csv, options);
        (_stamp, _task) = (Required("timestamp"), Array.IndexOf(csv.Headers, "task_name"));
        OriginalMetric?[] known = [.. csv.Headers.Select(OriginalMetric.Of)];
        Metrics = [.. OriginalMetric.All.Where(known.Contains)];
        _columns = [.. Metrics.Select(metric => Array.IndexOf(known, metric))];
        if (_columns.Length == 0)
        {
            throw csv.Problem(1, null, $"none of its columns is known from {WhatItIs}; it should hold columns such as 'power.draw [W]' or 'cpu_power'. {Remedy}");
        }

        bool hasGpus = Metrics.Any(metric => metric.Owner == OriginalOwner.Gpu);
        (_name, _index) = (Array.IndexOf(csv.Headers, "name"), hasGpus ? Required("index") : Array.IndexOf(csv.Headers, "index"));
        Unknown = [.. csv.Headers.Where((name, column) => OriginalMetric.Of(name) is null && column != _stamp && column != _task && column != _name && column != _index)];
    }

    public string Path => _csv.Path;

    /// <summary>Gets an id of the file's content, the same at every import.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of the task; null when the file names none.</summary>
    public string? Task { get; private set; }

    /// <summary>Gets the metrics of the columns, in the order of a row's cells.</summary>
    public OriginalMetric[] Metrics { get; }

    /// <summary>Gets the columns that are not known and were not read.</summary>
    public IReadOnlyList<string> Unknown { get; }

    public List<OriginalRow> Rows { get; } = [];

    /// <summary>Gets how finely the stamps are cut.</summary>
    public TimeSpan StampStep { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets what was left out, with its first line, for the report's quality.</summary>
    public List<(DateTime Stamp, string Message)> LeftOut { get; } = [];

    public static OriginalTable Read(string path, OriginalCsvOptions options)
    {
        (string id, bool isWhole) = Fingerprint(path);
        using CsvSource csv = new(path, WhatItIs);
        OriginalTable table = new(csv, options) { Id = id };
        table.ReadRows(isWhole);
        return table.Rows.Count > 0
            ? table
            : throw csv.Problem(0, null, "it has a header and no samples. The Python AIMeter writes none on a machine without an NVIDIA GPU; nothing can be recovered.");
    }

    // A hash of the content; and whether the last line was ended, as the writer always does.
    private static (string Id, bool IsWhole) Fingerprint(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string id = Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 16));
        if (file.Length == 0)
        {
            return (id, true);
        }

        file.Position = file.Length - 1;
        return (id, file.ReadByte() is '\n' or '\r');
    }

    private int Required(string name)
    {
        int column = Array.IndexOf(_csv.Headers, name);
        return column >= 0 ? column : throw _csv.Problem(1, null, $"the header has no column '{name}', which {WhatItIs} has. {Remedy}");
    }

    private void ReadRows(bool isWhole)
    {
        (long Line, int Fields)? cut = null;
        while (_csv.Read())
        {
            if (cut is { } bad)
            {
                throw _csv.Problem(bad.Line, null, $"the row has {bad.Fields} cells and the header {_csv.Headers.Length}. {Remedy}");
            }

            CheckLength();
            if (_csv.FieldCount < _csv.Headers.Length)
            {
                cut = (_csv.Line, _csv.FieldCount);
                continue;
            }

            Add();
        }

        // A killed process leaves its last row cut, and a number may have lost its end.
        if (cut is { } last)
        {
            LeftOut.Add((LastStamp, $"line {last.Line}, the last, is cut and was left out"));
        }
        else if (!isWhole && Rows.Count > 0)
        {
            LeftOut.Add((LastStamp, $"line {Rows[^1].Line}, the last, does not end and may be cut; it was left out"));
            Rows.RemoveAt(Rows.Count - 1);
        }
    }

    private DateTime LastStamp => Rows.Count > 0 ? Rows[^1].Stamp : default;

    private void CheckLength()
    {
        if (_csv.FieldCount > _csv.Headers.Length)
        {
            throw _csv.Problem(_csv.Line, null, string.Create(CultureInfo.InvariantCulture,
                $"the row has {_csv.FieldCount} cells and the header {_csv.Headers.Length}. The Python AIMeter writes its header once; when the GPU did not answer its first sample, the names of the later columns are lost and the file cannot be read."));
        }
    }

    private void Add()
    {
        DateTime stamp = _csv.Stamp(_stamp, Remedy);
        NoteStep(_csv.Text(_stamp));
        string? task = _task < 0 ? null : _csv.Text(_task);
        Task ??= task;
        if (task != Task)
        {
            LeftOut.Add((stamp, $"rows of another task, '{CsvSource.Shown(task ?? "")}', were left out; split the file to import them"));
            return;
        }

        Rows.Add(new OriginalRow(_csv.Line, stamp, Index(), _name < 0 ? "GPU" : _csv.Text(_name), [.. Enumerable.Range(0, _columns.Length).Select(Cell)]));
    }

    private void NoteStep(string stamp)
    {
        int point = stamp.IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : stamp.Length - point - 1;
        TimeSpan step = TimeSpan.FromSeconds(Math.Pow(10, -digits));
        StampStep = step < StampStep ? step : StampStep;
    }

    private int Index()
    {
        if (_index < 0)
        {
            return 0;
        }

        string text = _csv.Text(_index);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : throw _csv.Problem(_index, $"'{CsvSource.Shown(text)}' is not the index of a GPU. {Remedy}");
    }

    private OriginalCell Cell(int metric)
    {
        int column = _columns[metric];
        return OriginalCell.Read(_csv.Span(column), Metrics[metric])
            ?? (_options.LeaveOutUnreadable
                ? new OriginalCell(double.NaN, "a cell is neither a number nor a word for a missing value")
                : throw _csv.Problem(column, $"'{CsvSource.Shown(_csv.Text(column))}' is not a number in {Unit(Metrics[metric])}. {Remedy} LeaveOutUnreadable leaves such cells out and counts them."));
    }

    private static string Unit(OriginalMetric metric) => metric.CellUnit.Length == 0 ? "no unit" : metric.CellUnit;
}
