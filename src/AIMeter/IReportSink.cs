namespace AIMetering;

/// <summary>Takes the finished report of a session: a console, a file, a database.</summary>
/// <remarks>An exception is caught, logged and noted; the other sinks still get the report.</remarks>
public interface IReportSink
{
    /// <summary>Gets a name for messages, such as <c>json</c>.</summary>
    string Name { get; }

    /// <summary>Checks at the start that the report can be written later: the folder exists or can be made, and is writable.</summary>
    /// <exception cref="IOException">It cannot; the message names the path and the remedy.</exception>
    void Prepare()
    {
    }

    /// <summary>Writes the report.</summary>
    void Write(MeterReport report);
}
