using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AIMetering.Sources;
using AIMetering.Sources.Dcgm;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Gpu.Tests;

/// <summary>Profiling metrics from a host engine: a simulated one, behind the real interface.</summary>
public sealed unsafe class DcgmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aimeter-dcgm-").FullName;
    private readonly string _path;
    private readonly nint _library;

    public DcgmTests()
    {
        string built = Path.Combine(AppContext.BaseDirectory, "native", "libdcgm.so.4");
        Assert.SkipUnless(File.Exists(built), "The simulated host engine is not built: install a C compiler (gcc) and build again.");
        _path = Path.Combine(_folder, "libdcgm.so.4");
        File.Copy(built, _path);
        _library = NativeLibrary.Load(_path);
        AddGpu("GPU-aaaa");
        AddGpu("GPU-bbbb");
    }

    [Fact]
    public void Structures_have_the_sizes_of_the_header()
    {
        Assert.Equal(4120, Unsafe.SizeOf<DcgmFieldValue>());
        Assert.Equal(16, Unsafe.SizeOf<DcgmConnectParameters>());
        Assert.Equal(DcgmFieldValue.CurrentVersion, (uint)Unsafe.SizeOf<DcgmFieldValue>() | (1u << 24));
        Assert.Equal(DcgmConnectParameters.CurrentVersion, (uint)Unsafe.SizeOf<DcgmConnectParameters>() | (2u << 24));
    }

    [Fact]
    public void Ratios_become_percent_and_rates_stay_bytes_per_second()
    {
        SetAll(0, sm: 0.5, tensor: 0.25, pcie: 3e9);
        (DcgmSampler sampler, SampleWriter writer) = Open();
        Assert.Equal(50, Value(sampler, writer, "gpu0.sm_active"));
        Assert.Equal(25, Value(sampler, writer, "gpu0.tensor_active"));
        Assert.Equal(3e9, Value(sampler, writer, "gpu0.pcie_tx_rate"));
        sampler.Dispose();
    }

    [Fact]
    public void Gpus_are_matched_by_uuid_and_named_by_the_drivers_index()
    {
        SetAll(0, 0.1, 0.1, 1);
        SetAll(1, 0.2, 0.2, 2);
        (DcgmSampler sampler, SampleWriter writer) = Open(new DcgmOptions { Uuids = ["GPU-bbbb"] });
        Assert.All(sampler.Channels, channel => Assert.Equal(("gpu1", "GPU-bbbb"), (channel.Device.Id, channel.Device.Uuid)));
        Assert.Equal(20, Value(sampler, writer, "gpu1.sm_active"));
        sampler.Dispose();
    }

    [Fact]
    public void A_metric_the_gpu_lacks_is_left_out_and_one_without_a_value_is_missing()
    {
        SetAll(0, sm: 0.5, tensor: -1, pcie: 1); // below zero: the simulated engine has no value yet
        (DcgmSampler sampler, SampleWriter writer) = Open();
        Assert.DoesNotContain(sampler.Channels, channel => channel.FullName == "gpu0.fp64_active");
        Assert.Equal(SampleState.Missing, Take(sampler, writer, "gpu0.tensor_active").State);
        sampler.Dispose();
    }

    [Fact]
    public void Nothing_new_is_not_a_sample()
    {
        SetAll(0, 0.5, 0.5, 1);
        (DcgmSampler sampler, SampleWriter writer) = Open();
        Assert.Equal(SampleState.Read, Take(sampler, writer, "gpu0.sm_active").State);
        Assert.Equal(SampleState.NotAsked, Take(sampler, writer, "gpu0.sm_active").State);
        ((delegate* unmanaged<long, void>)Export("dcgm_sim_tick"))(100_000);
        Assert.Equal(SampleState.Read, Take(sampler, writer, "gpu0.sm_active").State);
        sampler.Dispose();
    }

    [Fact]
    public void Ending_takes_the_watch_and_the_connection_back()
    {
        SetAll(0, 0.5, 0.5, 1);
        (DcgmSampler sampler, _) = Open();
        Assert.Equal((1, 1), (Int("dcgm_sim_connected"), Int("dcgm_sim_watching")));
        sampler.Dispose();
        Assert.Equal((0, 0), (Int("dcgm_sim_connected"), Int("dcgm_sim_watching")));
    }

    [Theory]
    [InlineData("dcgmConnect_v2", DcgmReturn.ConnectionNotValid, "no connection", "nvidia-dcgm")]
    [InlineData("dcgmConnect_v2", DcgmReturn.VersionMismatch, "different versions", "same major version")]
    [InlineData("dcgmWatchFields", DcgmReturn.ProfilingNotSupported, "cannot profile", null)]
    [InlineData("dcgmWatchFields", DcgmReturn.ProfilingLibraryError, "Nsight", "other profiler")]
    [InlineData("dcgmWatchFields", DcgmReturn.RequiresRoot, "permission", "root")]
    internal void An_engine_that_cannot_help_is_a_status(string function, DcgmReturn code, string reason, string? remedy)
    {
        Fail(function, code);
        ProbedSource probed = new DcgmProbe(Options()).Probe(Environment());
        Assert.Null(probed.Sampler);
        Assert.Contains(reason, probed.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(remedy is null, probed.Status.Remedy is null);
        Assert.Contains(remedy ?? "", probed.Status.Remedy ?? "", StringComparison.Ordinal);
        Assert.Equal(0, Int("dcgm_sim_connected"));
    }

    [Fact]
    public void Without_dcgm_the_source_says_so()
    {
        ProbedSource probed = new DcgmProbe(new DcgmOptions { Libraries = [_path + ".gone"] }).Probe(Environment());
        Assert.Contains("not installed", probed.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_connection_is_said_and_taken_up_again()
    {
        SetAll(0, 0.5, 0.5, 1);
        (DcgmSampler sampler, SampleWriter writer) = Open(time: new SteppingTime());
        Fail("dcgmGetLatestValuesForFields", DcgmReturn.ConnectionNotValid);
        Assert.Contains("no connection", Take(sampler, writer, "gpu0.sm_active").Failure, StringComparison.Ordinal);
        Assert.Contains("no connection", Take(sampler, writer, "gpu0.sm_active").Failure, StringComparison.Ordinal);
        Fail("", DcgmReturn.Ok);
        SpinWait.SpinUntil(() => Take(sampler, writer, "gpu0.sm_active").State == SampleState.Read, TimeSpan.FromSeconds(10));
        Assert.Equal(1, Int("dcgm_sim_connected"));
        sampler.Dispose();
    }

    [Fact]
    public void An_address_is_handed_on()
    {
        SetAll(0, 0.5, 0.5, 1);
        (DcgmSampler sampler, _) = Open(new DcgmOptions { Address = "/tmp/nv-hostengine" });
        Assert.Equal("/tmp/nv-hostengine", Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("dcgm_sim_address"))()));
        sampler.Dispose();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Sample Take(DcgmSampler sampler, SampleWriter writer, string name)
    {
        writer.Begin(energyOnly: false);
        sampler.Sample(writer);
        int index = sampler.Channels.TakeWhile(channel => channel.FullName != name).Count();
        return writer.Samples[index];
    }

    private static double Value(DcgmSampler sampler, SampleWriter writer, string name)
    {
        int index = sampler.Channels.TakeWhile(channel => channel.FullName != name).Count();
        return writer.Samples[index].State == SampleState.Read ? writer.Samples[index].Value : Take(sampler, writer, name).Value;
    }

    private (DcgmSampler Sampler, SampleWriter Writer) Open(DcgmOptions? options = null, TimeProvider? time = null)
    {
        ProbedSource probed = new DcgmProbe((options ?? Options()) with { Libraries = [_path] }).Probe(Environment(time));
        DcgmSampler sampler = Assert.IsType<DcgmSampler>(probed.Sampler);
        return (sampler, new SampleWriter(time ?? TimeProvider.System, sampler.Channels.Count));
    }

    private DcgmOptions Options() => new() { Libraries = [_path] };

    private static SourceEnvironment Environment(TimeProvider? time = null) =>
        new("/sys", "/proc", "/dev", time ?? TimeProvider.System, NullLogger.Instance);

    private void SetAll(int gpu, double sm, double tensor, double pcie)
    {
        Set(gpu, 1002, sm);
        Set(gpu, 1004, tensor);
        Set(gpu, 1009, pcie);
    }

    private void Set(int gpu, int field, double value) =>
        ((delegate* unmanaged<int, int, double, void>)Export("dcgm_sim_set"))(gpu, field, value);

    private void AddGpu(string uuid)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(uuid + '\0'))
        {
            _ = ((delegate* unmanaged<byte*, int>)Export("dcgm_sim_add_gpu"))(text);
        }
    }

    private void Fail(string function, DcgmReturn code)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(function + '\0'))
        {
            ((delegate* unmanaged<byte*, int, void>)Export("dcgm_sim_fail"))(text, (int)code);
        }
    }

    private int Int(string export) => ((delegate* unmanaged<int>)Export(export))();

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    /// <summary>A clock on which every look takes a second.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_now;
    }
}
