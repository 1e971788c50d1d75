using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>CPU time, garbage collection and allocation of this process, as the operating system and the runtime count them.</summary>
/// <remarks>
/// CPU time comes from getrusage in steps of 1 µs; threads that run at that moment are counted up to the scheduler's last tick
/// (1 to 10 ms). At the edges of phases only CPU time is written: a share of energy is attributed by it.
/// </remarks>
internal sealed class RuntimeGroup(Device process, TimeProvider time) : SeriesGroup(
    Channel.Counter(process, "cpu_time", MetricUnit.Seconds),
    Channel.Gauge(process, "cpu_cores_used", MetricUnit.None),
    Channel.Counter(process, "gc_pause_time", MetricUnit.Seconds),
    Channel.Counter(process, "gc_allocated", MetricUnit.Bytes))
{
    private Rate _cores = new(time);
    private Growth _cpu, _allocated;

    public override bool ReadAtEdges => true;

    public override string Refused => "the runtime gives no CPU time";

    public override void Dispose()
    {
        // Holds no file.
    }

    public override void Read(SampleWriter writer, int first)
    {
        double seconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        long readEnded = writer.Now();
        writer.Write(first, _cpu.Advance(seconds), readEnded);
        if (writer.EnergyOnly)
        {
            return;
        }

        if (_cores.TryAdvance(seconds, readEnded, out double cores))
        {
            writer.Write(first + 1, cores, readEnded);
        }

        writer.Mark();
        writer.Write(first + 2, GC.GetTotalPauseDuration().TotalSeconds);
        double allocated = GC.GetTotalAllocatedBytes(precise: false); // steps back a little when a thread ends
        writer.Write(first + 3, _allocated.Advance(allocated));
    }
}
