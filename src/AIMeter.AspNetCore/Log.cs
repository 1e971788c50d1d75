using Microsoft.Extensions.Logging;

namespace AIMetering.AspNetCore;

/// <summary>What a service's log is told about requests: once each, never for every request.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "AIMeter could not tell a request its energy, and says so once: {Reason}")]
    public static partial void RequestNotTold(this ILogger log, string reason);
}
