namespace AIMetering.Sources.Nvml;

/// <summary>The channels a process read fills.</summary>
internal readonly record struct ProcessChannels(int Count, int OwnMemory);

/// <summary>The processes that hold a context on the GPU, and the memory of this one.</summary>
/// <remarks>
/// Process ids are those of the host. In a container this process may not find itself; then its memory is missing, not zero.
/// </remarks>
internal sealed unsafe class ProcessRead(NvmlApi api, GpuTarget target, TimeSpan period, ProcessChannels channels, uint ownPid)
    : GpuRead(period, channels.Count, channels.OwnMemory)
{
    private const ulong NotAvailable = ulong.MaxValue;

    /// <summary>The most a Linux kernel gives out (PID_MAX_LIMIT); Windows stays below it in practice.</summary>
    private const uint LargestPid = 4_194_304;

    private const int WideElement = 32;

    private byte[] _buffer = GC.AllocateArray<byte>(64 * WideElement, pinned: true);

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = List(api.ComputeProcesses, out int compute);
        if (code != NvmlReturn.Success)
        {
            return code;
        }

        double own = OwnMemory(compute);
        double graphics = List(api.GraphicsProcesses, out int others) == NvmlReturn.Success ? others : 0;
        long now = writer.Now();
        writer.Write(channels.Count, compute + graphics, now);
        writer.Write(channels.OwnMemory, own, now);
        return code;
    }

    private NvmlReturn List(delegate* unmanaged<nint, uint*, void*, NvmlReturn> function, out int count)
    {
        count = 0;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            uint room = (uint)(_buffer.Length / WideElement), found = room;
            NvmlReturn code;
            fixed (byte* buffer = _buffer)
            {
                code = function == null ? NvmlReturn.FunctionNotFound : function(target.Handle, &found, buffer);
            }

            if (code != NvmlReturn.InsufficientSize)
            {
                count = (int)Math.Min(found, room);
                return code;
            }

            _buffer = GC.AllocateArray<byte>((int)(Math.Max(found, room) + 16) * WideElement, pinned: true); // others may start meanwhile
        }

        return NvmlReturn.InsufficientSize;
    }

    private double OwnMemory(int count)
    {
        int stride = Stride(count);
        fixed (byte* buffer = _buffer)
        {
            for (int i = 0; i < count; i++)
            {
                NvmlProcessInfo* process = (NvmlProcessInfo*)(buffer + (i * stride));
                if (process->Pid == ownPid)
                {
                    return process->UsedGpuMemory == NotAvailable ? double.NaN : process->UsedGpuMemory;
                }
            }
        }

        return double.NaN;
    }

    /// <summary>Drivers 530 to early 535 write 32-byte elements under the name of the 24-byte ones: see which makes sense.</summary>
    private int Stride(int count) => Sensible(count, sizeof(NvmlProcessInfo)) || !Sensible(count, WideElement)
        ? sizeof(NvmlProcessInfo)
        : WideElement;

    private bool Sensible(int count, int stride)
    {
        fixed (byte* buffer = _buffer)
        {
            for (int i = 0; i < count; i++)
            {
                NvmlProcessInfo* process = (NvmlProcessInfo*)(buffer + (i * stride));
                if (process->Pid is 0 or > LargestPid || (process->UsedGpuMemory != NotAvailable && process->UsedGpuMemory >> 50 != 0))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
