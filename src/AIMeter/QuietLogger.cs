using Microsoft.Extensions.Logging;

namespace AIMetering;

/// <summary>Hands notes to the program's logger and survives its faults: one that is disposed of or full must not end the program.</summary>
internal sealed record QuietLogger(ILogger Log) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => Try(() => Log.IsEnabled(logLevel));

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Try(() =>
        {
            Log.Log(logLevel, eventId, state, exception, formatter);
            return true;
        });

    private static bool Try(Func<bool> action)
    {
        try
        {
            return action();
        }
        catch (Exception) // there is nobody left to tell
        {
            return false;
        }
    }
}
