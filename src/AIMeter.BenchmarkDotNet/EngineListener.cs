using System.Diagnostics.Tracing;
using BenchmarkDotNet.Engines;

namespace AIMetering.Diagnosers;

/// <summary>Hears the engine begin and end each actual workload iteration in this process, right outside of what it times.</summary>
internal sealed class EngineListener(Action began, Action ended) : EventListener
{
    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == EngineEventSource.SourceName)
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor announces sources before this object's own fields are set; no iteration runs that early.
        switch (eventData.EventId)
        {
            case EngineEventSource.WorkloadActualStartEventId:
                began();
                break;
            case EngineEventSource.WorkloadActualStopEventId:
                ended();
                break;
        }
    }
}
