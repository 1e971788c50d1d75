namespace AIMetering.Sources.Nvml;

/// <summary>Utilization of the GPU and of its memory controller, in percent of the driver's last sample period.</summary>
internal sealed unsafe class UtilizationRead(NvmlApi api, GpuTarget target, int gpuChannel, int memoryChannel)
    : GpuRead(s_period, gpuChannel, memoryChannel)
{
    /// <summary>The driver samples every sixth of a second to every second, by product; a little faster loses none.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(90);

    /// <summary>Gets whether no kernel ran in the last period; false until the first answer.</summary>
    public bool IsIdle { get; private set; }

    public static NvmlReturn Ask(NvmlApi api, nint device, out NvmlUtilization answer)
    {
        answer = default;
        return NvmlCall.Fill(api.UtilizationRates, device, ref answer);
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = Ask(api, target.Handle, out NvmlUtilization answer);
        IsIdle = code == NvmlReturn.Success && answer.Gpu == 0;
        if (code == NvmlReturn.Success)
        {
            long now = writer.Now();
            writer.Write(gpuChannel, answer.Gpu, now);
            writer.Write(memoryChannel, answer.Memory, now);
        }

        return code;
    }
}
