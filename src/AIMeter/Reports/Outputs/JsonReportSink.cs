namespace AIMetering.Reports.Outputs;

/// <summary>Writes the report as JSON to a file.</summary>
internal sealed class JsonReportSink(string option, string path) : IReportSink
{
    private readonly OutputPath _path = new(option, path, ".json");

    public string Name => "json";

    public void Prepare() => _path.Prepare();

    public void Write(MeterReport report) => _path.Write(report, report.WriteJson);
}
