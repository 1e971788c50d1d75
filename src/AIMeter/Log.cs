using Microsoft.Extensions.Logging;

namespace AIMetering;

/// <summary>Everything AIMeter logs; one line per fact, nothing while all is well.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "AIMeter: output {Output} failed: {Reason}")]
    public static partial void OutputFailed(this ILogger log, string output, string reason);

    [LoggerMessage(3, LogLevel.Warning, "AIMeter: the session {Session} was never stopped; its report was made at {Moment}")]
    public static partial void NeverStopped(this ILogger log, string session, string moment);
}
