using System.Text;
using AIMetering.Reports.Outputs;

namespace AIMetering.Reports.Html;

/// <summary>Writes the report as an HTML page to a file, in UTF-8.</summary>
internal sealed class HtmlReportSink(string option, string path, HtmlReportOptions? options = null) : IReportSink
{
    private const int BufferedBytes = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly OutputPath _path = new(option, path, ".html");

    public string Name => "html";

    public void Prepare()
    {
        options?.Validate();
        _path.Prepare();
    }

    public void Write(MeterReport report) => Save(report);

    public string Save(MeterReport report) => _path.Write(report, stream =>
    {
        using StreamWriter writer = new(stream, Utf8, BufferedBytes, leaveOpen: true);
        report.WriteHtml(writer, options);
    });
}
