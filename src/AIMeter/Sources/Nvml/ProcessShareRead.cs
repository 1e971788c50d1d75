namespace AIMetering.Sources.Nvml;

/// <summary>How much of the GPU's busy time was this process's, in percent: an attribution by SM time, not a measurement.</summary>
internal sealed unsafe class ProcessShareRead(NvmlApi api, GpuTarget target, TimeSpan period, int shareChannel, uint ownPid)
    : GpuRead(period, shareChannel)
{
    private NvmlProcessUtilization[] _samples = GC.AllocateArray<NvmlProcessUtilization>(64, pinned: true);
    private ulong _lastSeen;

    /// <summary>Whether the GPU tells; an empty answer (no process ran) says that it does.</summary>
    public static NvmlReturn Ask(NvmlApi api, nint device)
    {
        uint count = 0;
        NvmlReturn code = api.ProcessUtilization == null
            ? NvmlReturn.FunctionNotFound
            : api.ProcessUtilization(device, null, &count, 0);
        return code is NvmlReturn.InsufficientSize or NvmlReturn.NotFound ? NvmlReturn.Success : code;
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        uint count = (uint)_samples.Length;
        NvmlReturn code;
        fixed (NvmlProcessUtilization* samples = _samples)
        {
            code = api.ProcessUtilization(target.Handle, samples, &count, _lastSeen);
        }

        if (code == NvmlReturn.InsufficientSize)
        {
            _samples = GC.AllocateArray<NvmlProcessUtilization>((int)count + 64, pinned: true);
            return NvmlReturn.NoData; // a larger buffer waits for the next time
        }

        if (code == NvmlReturn.Success)
        {
            writer.Write(shareChannel, Share(_samples.AsSpan(0, (int)Math.Min(count, (uint)_samples.Length))));
        }

        return code;
    }

    private double Share(ReadOnlySpan<NvmlProcessUtilization> samples)
    {
        double own = 0, all = 0;
        bool found = false;
        foreach (ref readonly NvmlProcessUtilization sample in samples)
        {
            _lastSeen = Math.Max(_lastSeen, sample.TimeStamp);
            all += sample.SmUtil;
            own += sample.Pid == ownPid ? sample.SmUtil : 0;
            found |= sample.Pid == ownPid;
        }

        return found && all > 0 ? 100 * own / all : double.NaN;
    }
}
