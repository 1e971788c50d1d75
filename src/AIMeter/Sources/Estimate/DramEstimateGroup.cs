using AIMetering.Readings;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Counts the joules that memory of a known size is taken to draw; constant power, so only the clock is read.</summary>
internal sealed class DramEstimateGroup(Channel channel, double watts, TimeProvider time) : SeriesGroup(channel)
{
    private long? _started;

    public override bool ReadAtEdges => true;

    public override string Refused => "the clock cannot be read";

    public override void Read(SampleWriter writer, int first)
    {
        long now = writer.Now();
        _started ??= now;
        double joules = watts * time.GetElapsedTime(_started.Value, now).TotalSeconds;
        writer.Write(first, joules / Channels[0].Sensor!.JoulesPerCount, now);
    }

    public override void Dispose()
    {
        // Holds no file.
    }
}
