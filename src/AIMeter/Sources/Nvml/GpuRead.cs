namespace AIMetering.Sources.Nvml;

/// <summary>A GPU's handle. It changes when the GPU comes back after a reset.</summary>
internal sealed class GpuTarget(nint handle)
{
    public nint Handle { get; set; } = handle;
}

/// <summary>One native query of one GPU, and the channels it fills. Support was probed before it was made.</summary>
internal abstract class GpuRead(TimeSpan period, params int[] channels)
{
    /// <summary>Gets the shortest time between two reads that can bring something new; zero reads with every sample.</summary>
    public TimeSpan Period { get; } = period;

    /// <summary>Gets the channels it fills.</summary>
    public ReadOnlySpan<int> Channels => channels;

    /// <summary>Gets whether it reads energy or power, wanted at the edges of phases too.</summary>
    public bool IsEnergy { get; init; }

    /// <summary>Asks the driver and writes what it says. Writes nothing when the result is not success.</summary>
    public abstract NvmlReturn Read(SampleWriter writer);
}

/// <summary>A query that gives one unsigned number.</summary>
internal sealed unsafe class NumberRead(
    delegate* unmanaged<nint, uint*, NvmlReturn> function, GpuTarget target, TimeSpan period, int channel, double scale = 1)
    : GpuRead(period, channel)
{
    private readonly delegate* unmanaged<nint, uint*, NvmlReturn> _function = function;

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = NvmlCall.Get(_function, target.Handle, out uint value);
        if (code == NvmlReturn.Success)
        {
            writer.Write(channel, value * scale);
        }

        return code;
    }
}

/// <summary>A query that gives one long number, such as a counter or a bit mask.</summary>
internal sealed unsafe class LongNumberRead(
    delegate* unmanaged<nint, ulong*, NvmlReturn> function, GpuTarget target, TimeSpan period, int channel)
    : GpuRead(period, channel)
{
    private readonly delegate* unmanaged<nint, ulong*, NvmlReturn> _function = function;

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = NvmlCall.Get(_function, target.Handle, out ulong value);
        if (code == NvmlReturn.Success)
        {
            writer.Write(channel, value);
        }

        return code;
    }
}

/// <summary>A query that gives one number of several, chosen by a selector: a clock, a fan, a temperature sensor.</summary>
internal sealed unsafe class SelectedRead(
    delegate* unmanaged<nint, uint, uint*, NvmlReturn> function, uint selector, GpuTarget target, TimeSpan period, int channel)
    : GpuRead(period, channel)
{
    private readonly delegate* unmanaged<nint, uint, uint*, NvmlReturn> _function = function;

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = NvmlCall.Get(_function, target.Handle, selector, out uint value);
        if (code == NvmlReturn.Success)
        {
            writer.Write(channel, value);
        }

        return code;
    }
}

/// <summary>The GPU die's temperature by the query that replaces the older one from CUDA 13 on.</summary>
internal sealed unsafe class TemperatureRead(NvmlApi api, GpuTarget target, TimeSpan period, int channel) : GpuRead(period, channel)
{
    public static NvmlReturn Ask(NvmlApi api, nint device, out int celsius)
    {
        NvmlTemperature1 answer = new() { Version = NvmlVersion.Temperature1 };
        NvmlReturn code = NvmlCall.Fill(api.TemperatureV, device, ref answer);
        celsius = answer.Temperature;
        return code;
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = Ask(api, target.Handle, out int celsius);
        if (code == NvmlReturn.Success)
        {
            writer.Write(channel, celsius);
        }

        return code;
    }
}

/// <summary>Errors that ECC memory corrected or could not correct since the driver was loaded.</summary>
internal sealed unsafe class EccRead(NvmlApi api, int kind, GpuTarget target, TimeSpan period, int channel) : GpuRead(period, channel)
{
    public const int Corrected = 0;
    public const int Uncorrected = 1;

    public static NvmlReturn Ask(NvmlApi api, nint device, int kind, out ulong count)
    {
        ulong answer = 0;
        NvmlReturn code = api.TotalEccErrors == null ? NvmlReturn.FunctionNotFound : api.TotalEccErrors(device, kind, 0, &answer);
        count = answer;
        return code;
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = Ask(api, target.Handle, kind, out ulong count);
        if (code == NvmlReturn.Success)
        {
            writer.Write(channel, count);
        }

        return code;
    }
}
