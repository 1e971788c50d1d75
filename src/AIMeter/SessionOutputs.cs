using System.Globalization;
using AIMetering.Accounting;
using AIMetering.Sampling;

namespace AIMetering;

/// <summary>The outputs of one session: prepared before it, told while it measures, and given its report.</summary>
internal sealed class SessionOutputs
{
    private readonly MeterConfiguration _configuration;
    private readonly IReadOnlyList<IReportSink> _reportSinks;
    private readonly List<IReadingSink> _readingSinks = [];

    /// <summary>Prepares the outputs of reports and makes those of readings.</summary>
    /// <remarks>Whatever a sink throws stops the start; those that were made before are given up.</remarks>
    public SessionOutputs(MeterConfiguration configuration, bool isDisabled)
    {
        _configuration = configuration;
        _reportSinks = Prepare();
        try
        {
            foreach (Func<IReadingSink> create in isDisabled ? [] : configuration.WriteTo.ReadingSinks)
            {
                _readingSinks.Add(create());
            }
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    /// <summary>Gets whether readings go anywhere while they are measured.</summary>
    public bool AreStreaming => _readingSinks.Count > 0;

    /// <summary>Begins the run in every streaming output.</summary>
    public void Open(Func<RunDescription> describe, SessionRecorder recorder)
    {
        if (!AreStreaming)
        {
            return;
        }

        RunDescription run = describe();
        _readingSinks.ForEach(sink => sink.Open(run));
        recorder.Progress = new ProgressFeed();
        recorder.Pump!.Begin(TimeSpan.FromSeconds(recorder.Start!.Seconds), _readingSinks, recorder.TakeProgress);
    }

    /// <summary>Ends the streaming outputs and hands the report to all others; what fails is noted in it.</summary>
    public void Finish(MeterReport report, SessionRecorder recorder)
    {
        recorder.Pump?.Finish(report);
        foreach (string failure in recorder.Pump?.Failures ?? [])
        {
            report.AddNote($"output {failure}");
        }

        if (recorder.Progress is { Dropped: > 0 and long dropped })
        {
            report.AddNote(string.Create(CultureInfo.InvariantCulture,
                $"output outputs: {dropped} news of phases were lost to streaming outputs, because one of them fell behind; this report has them"));
        }

        foreach (IReportSink sink in _reportSinks)
        {
            Write(sink, report);
        }
    }

    /// <summary>Gives up the streaming outputs of a session that could not start.</summary>
    public void GiveUp()
    {
        foreach (IReadingSink sink in _readingSinks)
        {
            try
            {
                sink.Dispose();
            }
            catch (Exception error) // why the session could not start is what the user is told
            {
                _configuration.Environment.Log.OutputFailed(sink.Name, error.Message);
            }
        }
    }

    private void Write(IReportSink sink, MeterReport report)
    {
        try
        {
            sink.Write(report);
        }
        catch (Exception error) // the other sinks still get the report
        {
            _configuration.Environment.Log.OutputFailed(sink.Name, error.Message);
            report.AddNote($"output {sink.Name} failed: {error.Message}");
        }
    }

    private IReadOnlyList<IReportSink> Prepare()
    {
        IReportSink[] configured = [.. _configuration.WriteTo.ReportSinks];
        foreach (IReportSink sink in configured)
        {
            sink.Prepare();
        }

        // Asked for from outside the program: it must not fail because of it.
        return EnvironmentVariables.ReportSink(_configuration.Environment.Log) is { } asked ? [.. configured, asked] : configured;
    }
}
