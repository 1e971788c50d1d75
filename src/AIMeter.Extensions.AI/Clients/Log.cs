using Microsoft.Extensions.Logging;

namespace AIMetering.Chat.Clients;

/// <summary>What is worth a line, each at most once for a client.</summary>
internal static class Log
{
    private static readonly Action<ILogger, string, Exception?> AsideMessage = LoggerMessage.Define<string>(
        LogLevel.Information, new EventId(1, "SteppedAside"), "AIMeter measures no energy of requests: {Reason}");

    private static readonly Action<ILogger, string, Exception?> FailedMessage = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(2, "MeasurementFailed"), "AIMeter failed to measure a request, which went on without it: {Reason}");

    public static void SteppedAside(ILogger? logger, string reason) => Write(logger, AsideMessage, reason);

    public static void MeasurementFailed(ILogger? logger, string reason) => Write(logger, FailedMessage, reason);

    // A logger that throws must not end a chat.
    private static void Write(ILogger? logger, Action<ILogger, string, Exception?> message, string reason)
    {
        try
        {
            if (logger is not null)
            {
                message(logger, reason, null);
            }
        }
        catch (Exception)
        {
            // there is nobody left to tell
        }
    }
}
