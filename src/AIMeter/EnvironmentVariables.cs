using AIMetering.Reports.Outputs;
using Microsoft.Extensions.Logging;

namespace AIMetering;

/// <summary>What can be asked for without a change of code.</summary>
internal static class EnvironmentVariables
{
    /// <summary><c>console</c>, or a path ending in .json or .txt, or a folder: every session writes its report there.</summary>
    public const string ReportVariable = "AIMETER_REPORT";

    /// <summary><c>1</c> or <c>true</c>: sessions start, but measure nothing.</summary>
    public const string DisabledVariable = "AIMETER_DISABLED";

    public static bool IsDisabled =>
        Environment.GetEnvironmentVariable(DisabledVariable) is "1" or "true" or "TRUE" or "True";

    /// <summary>The output asked for from outside; null when none is, or when it cannot be written.</summary>
    public static IReportSink? ReportSink(ILogger log)
    {
        if (Environment.GetEnvironmentVariable(ReportVariable) is not { Length: > 0 } value)
        {
            return null;
        }

        try
        {
            IReportSink sink = RequestedOutput.Sink(ReportVariable, value);
            sink.Prepare();
            return sink;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.OutputFailed(ReportVariable, error.Message);
            return null;
        }
    }
}
