namespace AIMetering.Sources.Nvml;

/// <summary>The energy counter by its own function, for drivers that do not offer it as a field.</summary>
/// <param name="api">NVML.</param>
/// <param name="target">The GPU.</param>
/// <param name="channels">The GPU's channel, and those of its slices, which share the count by their own scale.</param>
internal sealed unsafe class CounterRead(NvmlApi api, GpuTarget target, int[] channels) : GpuRead(TimeSpan.Zero, channels)
{
    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = NvmlCall.Get(api.TotalEnergy, target.Handle, out ulong millijoules);
        if (code == NvmlReturn.Success)
        {
            long now = writer.Now();
            foreach (int channel in Channels)
            {
                writer.Write(channel, millijoules, now);
            }
        }

        return code;
    }
}
