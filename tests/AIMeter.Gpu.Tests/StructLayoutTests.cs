using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>Sizes, offsets and version words as a C compiler prints them for the vendor's header; no GPU and no driver needed.</summary>
public class StructLayoutTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_header()
    {
        Assert.Equal(40, Unsafe.SizeOf<NvmlFieldValue>());
        Assert.Equal(24, Unsafe.SizeOf<NvmlMemory>());
        Assert.Equal(40, Unsafe.SizeOf<NvmlMemory2>());
        Assert.Equal(8, Unsafe.SizeOf<NvmlUtilization>());
        Assert.Equal(68, Unsafe.SizeOf<NvmlPciInfo>());
        Assert.Equal(24, Unsafe.SizeOf<NvmlProcessInfo>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlProcessDetail>());
        Assert.Equal(32, Unsafe.SizeOf<NvmlProcessUtilization>());
        Assert.Equal(16, Unsafe.SizeOf<NvmlSample>());
        Assert.Equal(12, Unsafe.SizeOf<NvmlTemperature1>());
        Assert.Equal(40, Unsafe.SizeOf<NvmlDeviceAttributes>());
        Assert.Equal(40, Unsafe.SizeOf<NvmlGpmMetric>());
        Assert.Equal(8, Unsafe.SizeOf<NvmlGpmSupport>());
    }

    [Fact]
    public void A_gpm_request_has_room_for_the_largest_header() =>
        Assert.Equal(13344, Unsafe.SizeOf<NvmlGpmRequest>() + (NvmlGpmRequest.LargestMetricCount * Unsafe.SizeOf<NvmlGpmMetric>()));

    [Fact]
    public void Versions_are_made_of_size_and_number()
    {
        Assert.Equal(0x2000028u, NvmlVersion.Memory2);
        Assert.Equal(NvmlVersion.Memory2, NvmlVersion.Of<NvmlMemory2>(2));
        Assert.Equal(0x100000Cu, NvmlVersion.Temperature1);
        Assert.Equal(NvmlVersion.Temperature1, NvmlVersion.Of<NvmlTemperature1>(1));
        Assert.Equal(1u, NvmlVersion.Gpm);
    }

    [Theory]
    [InlineData(nameof(NvmlFieldValue.ScopeId), 4)]
    [InlineData(nameof(NvmlFieldValue.TimeStamp), 8)]
    [InlineData(nameof(NvmlFieldValue.LatencyUsec), 16)]
    [InlineData(nameof(NvmlFieldValue.ValueType), 24)]
    [InlineData(nameof(NvmlFieldValue.Result), 28)]
    [InlineData(nameof(NvmlFieldValue.Value), 32)]
    public void A_field_value_lies_where_the_header_puts_it(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<NvmlFieldValue>(field));

    [Fact]
    public void Every_return_code_has_a_reason_of_its_own()
    {
        NvmlReturn[] codes = Enum.GetValues<NvmlReturn>();
        Assert.Equal(32, codes.Length);
        Assert.Equal(codes.Length, codes.Select(NvmlVerdict.Reason).Distinct().Count());
        Assert.Equal(NvmlOutcome.Transient, NvmlVerdict.Outcome((NvmlReturn)4711));
    }
}
