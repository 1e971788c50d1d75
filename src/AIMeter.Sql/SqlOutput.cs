using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>Streams readings into a database while they are measured, and the report when it is there.</summary>
/// <remarks>
/// One object for both kinds of sink: readings come through <see cref="IReadingSink"/>, the report through
/// <see cref="IReportSink"/>, whose failures the report notes. A configuration starts once, so there is one run.
/// </remarks>
internal sealed class SqlOutput(Func<SqlPlace> connect, string option) : IReadingSink, IReportSink
{
    private SqlPlace? _place;
    private RunDescription? _run;
    private RunStream? _stream;

    public string Name => "sql";

    public void Prepare()
    {
        _place = connect();
        if (_place.Options.SpoolFolder is { } asked)
        {
            RunFiles.PrepareFolder(asked, "SqlOptions.SpoolFolder");
        }

        StartCheck.Run(_place, option);
    }

    public void Open(RunDescription run) => _run = run;

    // The stream begins with the first readings: a start that fails after Open leaves no thread behind.
    public void Write(ReadOnlySpan<Reading> readings) => (_stream ??= new(_place!, _run!)).Take(readings);

    public void Write(RunProgress progress) => (_stream ??= new(_place!, _run!)).Take(progress);

    public void Close(MeterReport report)
    {
        // The report comes through Write, whose failure it can still note.
    }

    public void Write(MeterReport report) => (_stream ??= new(_place!, _run ?? Unmeasured(report))).Finish(report);

    public void Dispose()
    {
        // Write is still to come.
    }

    private static RunDescription Unmeasured(MeterReport report) =>
        new(report.Name, report.RunId, report.StartedAt, report.SamplingInterval, []);
}
