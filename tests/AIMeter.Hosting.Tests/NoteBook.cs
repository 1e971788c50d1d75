using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class NoteBook : ILoggerProvider
{
    public ConcurrentQueue<(string Category, LogLevel Level, int Id, string Text)> Notes { get; } = [];

    public IEnumerable<string> OfAIMeter => Notes.Where(note => note.Category.StartsWith("AIMetering", StringComparison.Ordinal)).Select(note => note.Text);

    public ILogger CreateLogger(string categoryName) => new Page(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Page(NoteBook book, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            book.Notes.Enqueue((category, logLevel, eventId.Id, formatter(state, exception)));
    }
}
