using System.Runtime.InteropServices;

namespace AIMetering.Sources.Nvml;

// Blittable, in the order and with the natural alignment of the header. Sizes and versions are asserted by a test.

/// <summary><c>NVML_STRUCT_VERSION(T, v)</c> and the versions of the structures that carry one.</summary>
internal static class NvmlVersion
{
    public const uint Memory2 = 0x2000028;
    public const uint Temperature1 = 0x100000C;

    /// <summary>The GPM structures carry a plain version, without their size.</summary>
    public const uint Gpm = 1;

    public static unsafe uint Of<T>(int version) where T : unmanaged => (uint)sizeof(T) | ((uint)version << 24);
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NvmlPciInfo
{
    public fixed byte BusIdLegacy[16];
    public uint Domain;
    public uint Bus;
    public uint Device;
    public uint PciDeviceId;
    public uint PciSubSystemId;
    public fixed byte BusId[32];
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory2
{
    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;
}

/// <summary>An element of the <c>_v2</c> and <c>_v3</c> process lists.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessInfo
{
    public uint Pid;
    public ulong UsedGpuMemory;
    public uint GpuInstanceId;
    public uint ComputeInstanceId;
}

/// <summary>The wider element that drivers 530 to early 535 write under the name of the narrower one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessDetail
{
    public uint Pid;
    public ulong UsedGpuMemory;
    public uint GpuInstanceId;
    public uint ComputeInstanceId;
    public ulong UsedProtectedMemory;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessUtilization
{
    public uint Pid;
    public ulong TimeStamp;
    public uint SmUtil;
    public uint MemUtil;
    public uint EncUtil;
    public uint DecUtil;
}

/// <summary>The union of NVML: eight bytes, read as the value type says.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct NvmlValue
{
    [FieldOffset(0)] public double Double;
    [FieldOffset(0)] public uint UInt;
    [FieldOffset(0)] public ulong ULong;
    [FieldOffset(0)] public long Long;
    [FieldOffset(0)] public int Int;
    [FieldOffset(0)] public ushort UShort;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlFieldValue
{
    public uint FieldId;
    public uint ScopeId;
    public long TimeStamp;
    public long LatencyUsec;
    public uint ValueType;
    public NvmlReturn Result;
    public NvmlValue Value;

    /// <summary>Gets the value as a number, whatever its type.</summary>
    public readonly double Number => ValueType switch
    {
        0 => Value.Double,
        1 => Value.UInt,
        2 or 3 => Value.ULong,
        4 => Value.Long,
        5 => Value.Int,
        6 => Value.UShort,
        _ => double.NaN,
    };
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlSample
{
    public ulong TimeStamp;
    public NvmlValue Value;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlTemperature1
{
    public uint Version;
    public uint SensorType;
    public int Temperature;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlDeviceAttributes
{
    public uint MultiprocessorCount;
    public uint SharedCopyEngineCount;
    public uint SharedDecoderCount;
    public uint SharedEncoderCount;
    public uint SharedJpegCount;
    public uint SharedOfaCount;
    public uint GpuInstanceSliceCount;
    public uint ComputeInstanceSliceCount;
    public ulong MemorySizeMB;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmSupport
{
    public uint Version;
    public uint IsSupportedDevice;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmMetric
{
    public uint MetricId;
    public NvmlReturn Result;
    public double Value;
    public nint ShortName;
    public nint LongName;
    public nint Unit;
}

/// <summary>The head of <c>nvmlGpmMetricsGet_t</c>; the metrics follow it.</summary>
/// <remarks>Its metric array grew without a new version, so callers give it room for the largest: 333.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlGpmRequest
{
    public const int LargestMetricCount = 333;

    public uint Version;
    public uint MetricCount;
    public nint Older;
    public nint Newer;
}
