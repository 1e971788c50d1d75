using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>Streams readings into a journal while they are measured; at the end they are Parquet.</summary>
internal sealed class ParquetReadingSink(string folder, TimeSpan? syncEvery) : IReadingSink
{
    private LiveRun? _run;

    public string Name => "parquet";

    public void Open(RunDescription run) => _run = LiveRun.Begin(folder, run, syncEvery);

    public void Write(ReadOnlySpan<Reading> readings) => _run!.Write(readings);

    public void Write(RunProgress progress) => _run!.Write(progress);

    public void Close(MeterReport report) => _run!.Finish(report);

    public void Dispose() => _run?.Dispose();
}
