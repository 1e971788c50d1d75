using AIMetering.Reports.Html;

namespace AIMetering.Reports.Outputs;

/// <summary>The output that one word asks for, as an environment variable gives it.</summary>
internal static class RequestedOutput
{
    /// <summary>A sink for <c>console</c>, a path that ends in .txt (text) or .html (page), or any other path: a JSON file or a folder for them.</summary>
    public static IReportSink Sink(string option, string value) =>
        value.Equals("console", StringComparison.OrdinalIgnoreCase) ? new ConsoleReportSink()
        : Path.GetExtension(value).Equals(".txt", StringComparison.OrdinalIgnoreCase) ? new TextReportSink(option, value)
        : Path.GetExtension(value).Equals(".html", StringComparison.OrdinalIgnoreCase) ? new HtmlReportSink(option, value)
        : new JsonReportSink(option, value);
}
