namespace AIMetering.Reports.Outputs;

/// <summary>Prints the report, in ASCII where the writer's encoding has no sign for ±.</summary>
internal sealed class ConsoleReportSink(TextWriter? writer = null) : IReportSink
{
    // UTF-8, and UTF-16 and UTF-32 in both byte orders.
    private static readonly int[] UnicodeCodePages = [65001, 1200, 1201, 12000, 12001];

    public string Name => "console";

    public void Write(MeterReport report)
    {
        TextWriter target = writer ?? Console.Out;
        target.Write(report.ToText(new() { Ascii = !UnicodeCodePages.Contains(target.Encoding.CodePage) }));
        target.Flush();
    }
}
