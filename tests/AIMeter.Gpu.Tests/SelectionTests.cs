using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>Which GPUs are measured: by our own option, or as CUDA would show them.</summary>
public class SelectionTests
{
    private static readonly GpuIdentity[] s_same =
    [
        Gpu(0, "GPU-aaaa1111-0000", "00000000:81:00.0", "H100"),
        Gpu(1, "GPU-aaaa2222-0000", "00000000:3B:00.0", "H100"),
        Gpu(2, "GPU-bbbb3333-0000", "00000001:3B:00.0", "H100"),
    ];

    private static readonly GpuIdentity[] s_mixed =
    [
        Gpu(0, "GPU-aaaa1111-0000", "00000000:3B:00.0", "T4"),
        Gpu(1, "GPU-bbbb2222-0000", "00000000:81:00.0", "H100"),
    ];

    [Theory]
    [InlineData("0", "0")]
    [InlineData("2,0", "2 0")]
    [InlineData("0,0", "0")]
    [InlineData("GPU-aaaa2222-0000", "1")]
    [InlineData("gpu-bbbb", "2")]
    [InlineData("00000000:3B:00.0", "1")]
    [InlineData("0000:3b:00.0", "1")]
    [InlineData("3b:00", "1")]
    [InlineData("1:3b:00.0", "2")]
    public void Gpus_are_chosen_by_index_uuid_prefix_and_bus_id(string list, string indexes) =>
        Assert.Equal(indexes, Indexes(GpuSelection.ByList(s_same, list)));

    [Theory]
    [InlineData("7", "an index that no GPU has")]
    [InlineData("-1", "an index that no GPU has")]
    [InlineData("GPU-aaaa", "a prefix of several GPUs")]
    [InlineData("GPU-cccc", "a UUID that no GPU has")]
    [InlineData("99:00.0", "a PCI bus id that no GPU has")]
    [InlineData("first", "neither an index")]
    [InlineData("MIG-1", "a UUID that no MIG slice has")]
    public void A_wrong_item_is_named_with_what_there_is(string list, string problem)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => GpuSelection.ByList(s_same, list));
        Assert.Contains($"'{list}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("GPU-bbbb3333-0000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "0 1 2")]
    [InlineData("", "")]
    [InlineData("0", "1")] // the same model throughout: CUDA counts by bus id, and 3B comes before 81
    [InlineData("2,0", "2 1")]
    [InlineData("0,-1,1", "1")]
    [InlineData("0,9,1", "1")]
    [InlineData("0,0,1", "1")]
    [InlineData("GPU-aaaa2", "1")]
    [InlineData("GPU-aaaa", "")] // not unique: CUDA takes it for invalid
    [InlineData("GPU-bbbb,0", "2 1")]
    public void Cuda_visible_devices_is_followed_as_cuda_does(string? visible, string indexes) =>
        Assert.Equal(indexes, Indexes(GpuSelection.ByCuda(s_same, visible, order: null)));

    [Fact]
    public void A_number_among_different_gpus_is_ambiguous_so_all_are_measured()
    {
        GpuSelection selection = GpuSelection.ByCuda(s_mixed, "0", order: null);
        Assert.Equal("0 1", Indexes(selection));
        Assert.Contains("CUDA_DEVICE_ORDER=PCI_BUS_ID", selection.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Bus_order_makes_a_number_plain_again() =>
        Assert.Equal("0", Indexes(GpuSelection.ByCuda(s_mixed, "0", order: "PCI_BUS_ID")));

    [Fact]
    public void A_uuid_is_plain_among_different_gpus() =>
        Assert.Equal("1", Indexes(GpuSelection.ByCuda(s_mixed, "GPU-bbbb", order: null)));

    [Fact]
    public void Cuda_itself_settles_the_ambiguous_case() =>
        Assert.Equal("1", Indexes(GpuSelection.ByCuda(s_mixed, "0", order: null, ["GPU-bbbb2222-0000"])));

    [Fact]
    public void Cuda_naming_an_unknown_device_is_not_believed() =>
        Assert.Equal("0 1", Indexes(GpuSelection.ByCuda(s_mixed, "0", order: null, ["GPU-ffff"])));

    [Fact]
    public void No_visible_gpu_is_a_status()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        GpuOptions options = driver.Options() with { Environment = static name => name == "CUDA_VISIBLE_DEVICES" ? "" : null };
        ProbedSource probed = new NvmlProbe(options).Probe(driver.Environment());
        Assert.False(probed.Status.IsReady);
        Assert.Contains("CUDA_VISIBLE_DEVICES", probed.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(0, driver.References);
    }

    [Fact]
    public void The_simulated_driver_is_selected_by_its_own_uuids()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100", "A100");
        driver.SetUuid(1, "GPU-01234567-89ab-cdef-0123-456789abcdef");
        Bench bench = new(driver, driver.Options() with { Select = "GPU-0123" });
        Assert.All(bench.Sampler.Channels, channel => Assert.StartsWith("gpu1", channel.Device.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void A_partitioned_gpu_is_counted_once_and_its_slices_are_attributed()
    {
        using SimulatedDriver driver = SimulatedDriver.With("A100");
        driver.Power(0, Curve.Constant, 300);
        driver.AddSlice(0, slot: 0, instance: 1, slices: 4, megabytes: 40 * 1024);
        driver.AddSlice(0, slot: 3, instance: 2, slices: 2, megabytes: 20 * 1024); // a gap between them
        Bench bench = new Bench(driver).After(1);
        Assert.Equal("gpu0", Assert.Single(Devices(bench), device => device.InTotal).Id);
        Channel slice = bench.Channel("gpu0-mig3.energy");
        Assert.Equal(DeviceKind.GpuSlice, slice.Device.Kind);
        Assert.Equal("gpu0", slice.Device.PartOf);
        Assert.Equal(MeasurementMethod.Attributed, slice.Sensor!.Method);
        Assert.Equal(2e-3 / 7, slice.Sensor.JoulesPerCount, 1e-12);
        Assert.Equal(bench.Value("gpu0.energy"), bench.Value("gpu0-mig3.energy")); // the raw count of the parent, scaled by the share
        Assert.Equal(1L << 30, bench.Value("gpu0-mig0.memory_used"));
        Assert.False(bench.Offers("gpu0.utilization"));
    }

    [Fact]
    public void A_slice_says_that_no_sensor_sees_it()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.AddSlice(0, slot: 0, instance: 1, slices: 1, megabytes: 10 * 1024);
        Channel energy = new Bench(driver).Channel("gpu0-mig0.energy");
        Assert.Contains("no sensor sees a slice", energy.Device.ExclusionReason, StringComparison.Ordinal);
        Assert.Equal((7 / 0.95) - 1, energy.Sensor!.GainError, 1e-9); // from nothing to all that the whole GPU drew
    }

    [Fact]
    public void A_slice_named_in_cuda_visible_devices_brings_its_parent_once()
    {
        using SimulatedDriver driver = SimulatedDriver.With("A100", "A100");
        driver.AddSlice(1, slot: 0, instance: 1, slices: 3, megabytes: 40 * 1024);
        driver.AddSlice(1, slot: 1, instance: 2, slices: 3, megabytes: 40 * 1024);
        string[] uuids = [.. Devices(new Bench(driver)).Where(device => device.Kind == DeviceKind.GpuSlice).Select(device => device.Uuid!)];
        GpuOptions options = driver.Options() with { Environment = name => name == "CUDA_VISIBLE_DEVICES" ? string.Join(',', uuids) : null };
        Assert.Equal(["gpu1", "gpu1-mig0", "gpu1-mig1"], Devices(new Bench(driver, options)).Select(device => device.Id).Order());
        options = options with { Environment = name => name == "CUDA_VISIBLE_DEVICES" ? uuids[1] : null };
        Assert.Equal(["gpu1", "gpu1-mig1"], Devices(new Bench(driver, options)).Select(device => device.Id).Order());
    }

    private static IEnumerable<Device> Devices(Bench bench) => bench.Sampler.Channels.Select(channel => channel.Device).Distinct();

    private static string Indexes(GpuSelection selection) => string.Join(' ', selection.Gpus.Select(gpu => gpu.Index));

    private static GpuIdentity Gpu(int index, string uuid, string busId, string name) => new(index, 0, uuid, name, busId);
}
