namespace AIMetering.Sources.Nvml;

/// <summary>The memory of a GPU or a slice: bytes used by programs, and their share of what programs can use.</summary>
/// <remarks>
/// Headers contradict each other on whether <c>used</c> holds what the driver reserves, so used = total − free − reserved.
/// Drivers before 510 do not tell what they reserve; there it is part of the used memory.
/// </remarks>
internal sealed unsafe class MemoryRead(NvmlApi api, GpuTarget target, TimeSpan period, int usedChannel, int percentChannel)
    : GpuRead(period, usedChannel, percentChannel)
{
    private bool _tellsReserved = true;

    public static NvmlReturn Ask(NvmlApi api, nint device, ref bool tellsReserved, out NvmlMemory2 answer)
    {
        answer = new NvmlMemory2 { Version = NvmlVersion.Memory2 };
        NvmlReturn code = tellsReserved ? NvmlCall.Fill(api.MemoryInfo2, device, ref answer) : NvmlReturn.FunctionNotFound;
        if (NvmlVerdict.Outcome(code) != NvmlOutcome.Unsupported)
        {
            return code;
        }

        tellsReserved = false;
        NvmlMemory plain = default;
        code = NvmlCall.Fill(api.MemoryInfo, device, ref plain);
        answer = new NvmlMemory2 { Total = plain.Total, Free = plain.Free, Used = plain.Used };
        return code;
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = Ask(api, target.Handle, ref _tellsReserved, out NvmlMemory2 memory);
        if (code == NvmlReturn.Success)
        {
            long now = writer.Now();
            double used = (double)memory.Total - memory.Free - memory.Reserved;
            writer.Write(usedChannel, used, now);
            writer.Write(percentChannel, 100 * used / ((double)memory.Total - memory.Reserved), now);
        }

        return code;
    }
}
