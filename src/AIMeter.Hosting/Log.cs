using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting;

/// <summary>What a service's log is told: one message for each fact, none for a request.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "AIMeter session {Session} ({RunId}) measures {Devices}")]
    public static partial void Started(this ILogger log, string session, string runId, string devices);

    [LoggerMessage(2, LogLevel.Warning, "AIMeter does not measure {Missing}; AIMeter.Probe() lists every source with its remedy")]
    public static partial void NotMeasured(this ILogger log, string missing);

    [LoggerMessage(3, LogLevel.Information, "AIMeter is turned off by AIMeter:Enabled")]
    public static partial void TurnedOff(this ILogger log);

    [LoggerMessage(4, LogLevel.Error, "AIMeter measures, but its report will not be written: {Reason}")]
    public static partial void ReportRefused(this ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Error, "AIMeter could not start; the service goes on without it: {Reason}")]
    public static partial void NotStarted(this ILogger log, string reason);

    [LoggerMessage(6, LogLevel.Information, "AIMeter session {Session} measured {Energy} in {Duration}")]
    public static partial void Measured(this ILogger log, string session, string energy, TimeSpan duration);

    [LoggerMessage(7, LogLevel.Error, "AIMeter could not make its report: {Reason}")]
    public static partial void NotEnded(this ILogger log, string reason);

    [LoggerMessage(8, LogLevel.Warning, "AIMeter was not waited for at shutdown; its report may come late or not at all")]
    public static partial void NotWaitedFor(this ILogger log);

    [LoggerMessage(9, LogLevel.Warning, "AIMeter could not tell a request its energy, and says so once: {Reason}")]
    public static partial void RequestNotTold(this ILogger log, string reason);
}
