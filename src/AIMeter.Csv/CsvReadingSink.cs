using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>Streams readings into CSV files while they are measured, and writes the results at the end.</summary>
internal sealed class CsvReadingSink(string folder) : IReadingSink
{
    // A row of a slow run is not held back for the next one, or a killed process would lose it.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Channel, int> _columns = new(ReferenceEqualityComparer.Instance);
    private RunDescription? _run;
    private CsvFiles? _files;
    private CsvWriter? _series, _user, _phases;
    private WideRows? _rows;

    public string Name => "csv";

    public void Open(RunDescription run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _files = new(RunFiles.PrepareFolder(folder, "WriteTo.Csv"), RunFiles.Stem(run));
        Channel[] channels = [.. run.Channels.Where(channel => channel.Device.Kind != DeviceKind.User)];
        for (int column = 0; column < channels.Length; column++)
        {
            _columns[channels[column]] = column;
        }

        _series = Cells.ToFile(_files.PathOf("series"));
        WideRows.Header(_series, channels);
        _series.Flush();
        _rows = new(_series, run.StartedAt, run.SamplingInterval, channels);
    }

    public void Write(ReadOnlySpan<Reading> readings)
    {
        foreach (Reading reading in readings)
        {
            if (_columns.TryGetValue(reading.Channel, out int column))
            {
                _rows!.Add(column, reading.Elapsed, reading.Value);
            }
            else
            {
                UserTable.Row(_user ??= NewFile("user", UserTable.Header), _run!.StartedAt, reading.Channel, reading.Elapsed, reading.Value);
            }
        }

        _rows!.Write(all: _run!.SamplingInterval >= LongestHold);
        _user?.Flush();
    }

    public void Write(RunProgress progress)
    {
        if (progress is { Phases.Count: 0, Counts: null })
        {
            return;
        }

        _phases ??= NewFile("phase_runs", PhaseRunTable.Header);
        foreach (PhaseRun run in progress.Phases)
        {
            PhaseRunTable.Row(_phases, _run!.StartedAt, run);
        }

        if (progress.Counts is { } counts)
        {
            PhaseRunTable.Row(_phases, _run!.StartedAt, counts);
        }

        _phases.Flush();
    }

    public void Close(MeterReport report)
    {
        Dispose();
        _ = _files!.WriteResults(report).Count();
    }

    public void Dispose()
    {
        if (_series is null)
        {
            return;
        }

        _rows!.Write(all: true);
        _series.Dispose();
        _user?.Dispose();
        _phases?.Dispose();
        (_series, _user, _phases) = (null, null, null);
    }

    private CsvWriter NewFile(string table, Action<CsvWriter> header)
    {
        CsvWriter csv = Cells.ToFile(_files!.PathOf(table));
        header(csv);
        return csv;
    }
}
