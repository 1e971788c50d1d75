namespace AIMetering.Sources.Proc;

/// <summary>The first line of <c>/proc/stat</c>: what all CPUs together did since boot, in ticks of 10 ms.</summary>
/// <remarks>
/// Guest time lies within user time already. User, nice, system, irq and softirq are time on a CPU; stolen time is what a
/// hypervisor gave to somebody else while this machine wanted to run.
/// </remarks>
internal readonly record struct CpuTimes(ulong Ran, ulong Stolen, ulong Idle, ulong WaitedForIo)
{
    /// <summary>USER_HZ, fixed at 100 for user space on every architecture .NET runs on.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>The longest possible first line: its name and ten numbers of 64 bits.</summary>
    public const int LineLength = 256;

    /// <summary>Gets the seconds that CPUs spent running this machine's work, summed over CPUs.</summary>
    public double RanSeconds => (double)Ran / TicksPerSecond;

    /// <summary>Reads the first line of <c>/proc/stat</c>. Kernels before 2.6.11 have fewer columns; four are needed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out CpuTimes times)
    {
        times = default;
        if (!ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line) || !ProcText.TakeWord(ref line).SequenceEqual("cpu"u8))
        {
            return false;
        }

        Span<ulong> ticks = stackalloc ulong[8]; // user nice system idle iowait irq softirq steal
        int count = 0;
        while (count < ticks.Length && !line.Trim((byte)' ').IsEmpty)
        {
            if (!ProcText.TryTakeNumber(ref line, out ticks[count++]))
            {
                return false;
            }
        }

        times = new CpuTimes(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[7], ticks[3], ticks[4]);
        return count >= 4;
    }
}
