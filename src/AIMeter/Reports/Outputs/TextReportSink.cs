using System.Text;

namespace AIMetering.Reports.Outputs;

/// <summary>Writes the report for people to a file, in UTF-8.</summary>
internal sealed class TextReportSink(string option, string path, ReportTextOptions? layout = null) : IReportSink
{
    private readonly OutputPath _path = new(option, path, ".txt");

    public string Name => "text";

    public void Prepare()
    {
        layout?.Validate();
        _path.Prepare();
    }

    public void Write(MeterReport report) => _path.Write(report, stream => stream.Write(Encoding.UTF8.GetBytes(report.ToText(layout))));
}
