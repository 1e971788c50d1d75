namespace AIMetering.Sources.Nvml;

/// <summary>A read with its timetable and its record: when it is due, and how often it failed lately.</summary>
internal sealed class ScheduledRead(GpuRead read, long periodTicks, long patienceTicks)
{
    /// <summary>So many failures in a row, and the read is asked rarely until it answers again.</summary>
    private const int PatientFailures = 10;

    private long _due = long.MinValue;
    private int _failures;
    private string? _unsupported;

    public GpuRead Query => read;

    public bool IsEnergy { get; } = read.IsEnergy;

    /// <summary>Whether it is time to ask. A read that is a little early by the sampler's own jitter counts as due.</summary>
    public bool IsDue(long now) => now >= _due;

    /// <summary>Asks and writes, or says why not.</summary>
    /// <param name="writer">The device's writer.</param>
    /// <param name="now">The present time stamp.</param>
    /// <param name="atLeast">A longer period than the read's own, in ticks; used while the GPU is idle.</param>
    public NvmlOutcome Run(SampleWriter writer, long now, long atLeast)
    {
        if (_unsupported is not null)
        {
            return Refuse(writer, now, _unsupported, NvmlOutcome.Unsupported);
        }

        writer.Mark(writer.LastEnded); // reads follow one another, so this one begins where the last one ended
        NvmlReturn code = read.Read(writer);
        NvmlOutcome outcome = NvmlVerdict.Outcome(code);
        if (outcome is NvmlOutcome.Answered or NvmlOutcome.Empty)
        {
            _failures = 0;
            _due = now + Math.Max(periodTicks, atLeast);
            return outcome;
        }

        _failures++;
        if (outcome == NvmlOutcome.Unsupported)
        {
            _unsupported = NvmlVerdict.Reason(code); // it worked when it was probed: say so each time, but ask no more
        }

        return Refuse(writer, now, NvmlVerdict.Reason(code), outcome);
    }

    /// <summary>Fails all channels without asking.</summary>
    public NvmlOutcome Refuse(SampleWriter writer, long now, string reason, NvmlOutcome outcome)
    {
        Fail(writer, reason);
        _due = now + (_failures >= PatientFailures ? patienceTicks : periodTicks);
        return outcome;
    }

    /// <summary>Fails all channels, and leaves the timetable as it is.</summary>
    public void Fail(SampleWriter writer, string reason)
    {
        foreach (int channel in read.Channels)
        {
            writer.Fail(channel, reason);
        }
    }
}
