using AIMetering.Reports.Html;
using AIMetering.Reports.Outputs;

namespace AIMetering;

/// <summary>The outputs that need no further package: <c>AIMeter.Configure().WriteTo.Console().WriteTo.Json("runs")</c>.</summary>
/// <remarks>
/// A path is a file when one of that name is there, or when it has an extension and is no folder; the file is replaced by each
/// report. Any other path is a folder, made if need be, in which each run gets a file of its own
/// (<see cref="RunFiles.Stem(MeterReport)"/>). Whether it can be written is found out when the session starts.
/// </remarks>
public static class ReportOutputs
{
    /// <summary>Prints the report when the session ends; in ASCII where the console does not take Unicode.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="writer">Where to print; null takes <see cref="System.Console.Out"/> at that time.</param>
    /// <returns>The configuration, to go on with.</returns>
    public static MeterConfiguration Console(this OutputConfiguration output, TextWriter? writer = null) =>
        Sinks(output).Sink(new ConsoleReportSink(writer));

    /// <summary>Writes the report as JSON when the session ends; <see cref="MeterReport.Load"/> reads it back.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="path">A folder such as <c>runs</c>, or a file such as <c>run.json</c>.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static MeterConfiguration Json(this OutputConfiguration output, string path) =>
        Sinks(output).Sink(new JsonReportSink("WriteTo.Json", path));

    /// <summary>Writes the report for people when the session ends, in UTF-8.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="path">A folder such as <c>runs</c>, or a file such as <c>run.txt</c>.</param>
    /// <param name="options">Width, ASCII and how many series; null takes the defaults.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static MeterConfiguration Text(this OutputConfiguration output, string path, ReportTextOptions? options = null) =>
        Sinks(output).Sink(new TextReportSink("WriteTo.Text", path, options));

    /// <summary>Writes the report as one self-contained HTML page when the session ends: charts, tables and their data, without network.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="path">A folder such as <c>runs</c>, or a file such as <c>run.html</c>.</param>
    /// <param name="options">Title and how many points a line may have; null takes the defaults.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static MeterConfiguration Html(this OutputConfiguration output, string path, HtmlReportOptions? options = null) =>
        Sinks(output).Sink(new HtmlReportSink("WriteTo.Html", path, options));

    private static OutputConfiguration Sinks(OutputConfiguration output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output;
    }
}
