using System.Runtime.InteropServices;
using AIMetering.Sources.Nvml;

namespace AIMetering.Hardware.Tests;

/// <summary>The binary interface on this machine's own architecture, and the heading of the record.</summary>
[Collection("hardware")]
public class RecordTests
{
    [Fact]
    public void Structures_have_their_sizes_on_this_architecture()
    {
        Record.Line($"# {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}");
        Assert.Equal(40, Marshal.SizeOf<NvmlFieldValue>());
        Assert.Equal(40, Marshal.SizeOf<NvmlMemory2>());
        Assert.Equal(24, Marshal.SizeOf<NvmlProcessInfo>());
        Assert.Equal(68, Marshal.SizeOf<NvmlPciInfo>());
        Assert.Equal(40, Marshal.SizeOf<NvmlGpmMetric>());
    }
}
