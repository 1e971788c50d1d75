using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting;

/// <summary>What a service's log is told: one message for each fact, none for a request.</summary>
internal static partial class Log
{
    // From 101 on: the core logs to the same category, and an id means one thing there.
    [LoggerMessage(101, LogLevel.Information, "AIMeter session {Session} ({RunId}) measures {Devices}")]
    public static partial void Started(this ILogger log, string session, string runId, string devices);

    [LoggerMessage(102, LogLevel.Warning, "AIMeter does not measure {Missing}")]
    public static partial void NotMeasured(this ILogger log, string missing);

    [LoggerMessage(EventId = 103, Message = "AIMeter does not read {Source}: {Reason}")]
    public static partial void NotRead(this ILogger log, LogLevel level, string source, string reason);

    [LoggerMessage(104, LogLevel.Information, "AIMeter is turned off by {Switch}")]
    public static partial void TurnedOff(this ILogger log, string @switch);

    [LoggerMessage(105, LogLevel.Error, "AIMeter measures, but its report will not be written: {Reason}")]
    public static partial void ReportRefused(this ILogger log, string reason);

    [LoggerMessage(106, LogLevel.Error, "AIMeter could not start; the service goes on without it: {Reason}")]
    public static partial void NotStarted(this ILogger log, string reason);

    [LoggerMessage(107, LogLevel.Warning, "AIMeter has not found its sensors in {Patience}; the service goes on and is measured once they answer")]
    public static partial void StartsLate(this ILogger log, TimeSpan patience);

    [LoggerMessage(108, LogLevel.Information, "AIMeter session {Session} measured {Energy} in {Duration}")]
    public static partial void Measured(this ILogger log, string session, string energy, TimeSpan duration);

    [LoggerMessage(109, LogLevel.Error, "AIMeter could not make its report: {Reason}")]
    public static partial void NotEnded(this ILogger log, string reason);

    [LoggerMessage(110, LogLevel.Warning, "AIMeter was not waited for at shutdown; its report may come late or not at all")]
    public static partial void NotWaitedFor(this ILogger log);

    [LoggerMessage(111, LogLevel.Warning, "AIMeter: the sensor of {Device} ({Source}) no longer answers; what it uses from then on is missing until it does")]
    public static partial void Lost(this ILogger log, string device, string? source);

    [LoggerMessage(112, LogLevel.Information, "AIMeter: the sensor of {Device} answers again")]
    public static partial void AnswersAgain(this ILogger log, string device);
}
