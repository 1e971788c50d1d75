using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>Trouble of every kind: the session goes on, the other GPUs are unharmed, and the sample says what happened.</summary>
public class FaultTests
{
    [Fact]
    public void A_lost_gpu_is_failed_with_its_reason_and_the_others_go_on()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100", "H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(1, "", NvmlReturn.GpuIsLost, from: driver.Now);
        for (int i = 0; i < 20; i++)
        {
            bench.After(0.1);
            Assert.Equal(SampleState.Failed, bench["gpu1.energy"].State);
            Assert.Contains("lost", bench["gpu1.energy"].Failure, StringComparison.Ordinal);
            Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
            Assert.Equal(SampleState.Read, bench["gpu2.energy"].State);
        }
    }

    [Fact]
    public void A_lost_gpu_is_not_asked_again_and_again()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "", NvmlReturn.GpuIsLost, from: driver.Now);
        bench.After(0.1);
        long calls = driver.Calls();
        for (int i = 0; i < 90; i++)
        {
            bench.After(0.1);
        }

        Assert.Equal(calls, driver.Calls());
    }

    [Fact]
    public void A_gpu_that_comes_back_is_measured_again()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "", NvmlReturn.GpuIsLost, from: driver.Now);
        Assert.Equal(SampleState.Failed, bench.After(0.1)["gpu0.energy"].State);
        driver.ClearFaults();
        Assert.Equal(SampleState.Read, bench.After(11)["gpu0.energy"].State);
        Assert.Equal(SampleState.Read, bench.After(1)["gpu0.temperature"].State);
    }

    [Fact]
    public void A_reloaded_driver_shows_as_a_counter_that_went_back()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 300);
        Bench bench = new(driver);
        double before = bench.After(1).Value("gpu0.energy");
        driver.ReloadDriver(0, driver.Now + SimulatedDriver.Second);
        Assert.True(bench.After(0.5).Value("gpu0.energy") > before);
        Assert.True(bench.After(1.5).Value("gpu0.energy") < before); // raw counts are handed on as they are; the account sees the step
    }

    [Fact]
    public void An_intermittent_unknown_error_costs_its_own_samples_only()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "nvmlDeviceGetUtilizationRates", NvmlReturn.Unknown, from: driver.Now, every: 3);
        int failed = 0, read = 0;
        for (int i = 0; i < 30; i++)
        {
            bench.After(0.1);
            failed += bench["gpu0.utilization"].State == SampleState.Failed ? 1 : 0;
            read += bench["gpu0.utilization"].State == SampleState.Read ? 1 : 0;
            Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
        }

        Assert.Equal((10, 20), (failed, read));
    }

    [Fact]
    public void A_query_that_keeps_failing_is_asked_rarely_until_it_answers()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "nvmlDeviceGetUtilizationRates", NvmlReturn.Unknown, from: driver.Now);
        long calls = driver.Calls("nvmlDeviceGetUtilizationRates");
        for (int i = 0; i < 60; i++)
        {
            bench.After(0.1);
        }

        Assert.InRange(driver.Calls("nvmlDeviceGetUtilizationRates") - calls, 10, 12);
        driver.ClearFaults();
        Assert.Equal(SampleState.Read, bench.After(11)["gpu0.utilization"].State);
    }

    [Fact]
    public void One_field_that_fails_leaves_the_other_fields_of_its_batch()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "field", NvmlReturn.Unknown, from: driver.Now, field: 186);
        bench.After(0.1);
        Assert.Equal(SampleState.Failed, bench["gpu0.power"].State);
        Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
    }

    [Fact]
    public void A_permission_that_is_withdrawn_stops_the_query_and_is_said_each_time()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        driver.Fault(0, "nvmlDeviceGetTemperatureV", NvmlReturn.NoPermission, from: driver.Now);
        bench.After(0.1);
        long calls = driver.Calls("nvmlDeviceGetTemperatureV");
        bench.After(0.1);
        Assert.Equal(calls, driver.Calls("nvmlDeviceGetTemperatureV"));
        Assert.Contains("refuses", bench["gpu0.temperature"].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_refused_from_the_start_is_left_out_with_its_reason()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100");
        driver.Fault(0, "nvmlDeviceGetTemperatureV", NvmlReturn.NoPermission);
        driver.Fault(0, "nvmlDeviceGetTemperature", NvmlReturn.NoPermission);
        Bench bench = new Bench(driver).Now();
        Assert.False(bench.Offers("gpu0.temperature"));
        Assert.True(bench.Offers("gpu1.temperature"));
        Assert.Equal(NvmlReturn.NoPermission, bench.Sampler.Support.Single(one => one.Metric == "gpu0.temperature").Code);
    }

    [Fact]
    public void What_was_not_supported_is_never_asked_again()
    {
        using SimulatedDriver driver = SimulatedDriver.With("K80");
        Bench bench = new Bench(driver).Now();
        long calls = driver.Calls("nvmlDeviceGetTotalEnergyConsumption");
        for (int i = 0; i < 20; i++)
        {
            bench.After(0.1);
        }

        Assert.Equal(calls, driver.Calls("nvmlDeviceGetTotalEnergyConsumption"));
    }

    [Fact]
    public void A_gpu_that_may_not_be_opened_is_left_out_and_named()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100");
        driver.Fault(0, "nvmlDeviceGetHandleByIndex_v2", NvmlReturn.NoPermission);
        ProbedSource probed = new NvmlProbe(driver.Options()).Probe(driver.Environment());
        Assert.Equal("gpu1", Assert.Single(probed.Status.Devices, device => device.InTotal).Id);
        Assert.Contains("GPU 0 is left out", probed.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_without_new_symbols_is_asked_with_the_old_ones()
    {
        using SimulatedDriver driver = SimulatedDriver.WithDriver("470", "A100");
        driver.SetDriver(470);
        driver.AddProcess(0, (uint)Environment.ProcessId, 123, 50);
        driver.Set(0, "throttle", 4);
        Bench bench = new Bench(driver, driver.Options() with { Profiling = GpuProfiling.Nvml }).After(1);
        Assert.True(bench.Value("gpu0.energy") > 0);
        Assert.Equal(32, bench.Value("gpu0.temperature"));
        Assert.Equal(4, bench.Value("gpu0.clock_event_reasons"));
        Assert.Equal(123, bench.Value("gpu0.process_memory"));
        Assert.True(bench.Value("gpu0.memory_used") > 0);
        Assert.False(bench.Offers("gpu0.sm_active"));
    }

    [Fact]
    public void A_driver_that_dropped_old_symbols_is_asked_with_the_new_ones()
    {
        using SimulatedDriver driver = SimulatedDriver.WithDriver("future", "H100");
        Bench bench = new Bench(driver).Now();
        Assert.Equal(32, bench.Value("gpu0.temperature"));
        Assert.Equal(1, bench.Value("gpu0.clock_event_reasons"));
    }

    [Fact]
    public void A_structure_version_the_driver_does_not_know_falls_back_to_the_older_call()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Fault(0, "nvmlDeviceGetMemoryInfo_v2", NvmlReturn.ArgumentVersionMismatch);
        driver.Fault(0, "nvmlDeviceGetTemperatureV", NvmlReturn.ArgumentVersionMismatch);
        Bench bench = new Bench(driver).Now();
        Assert.True(bench.Value("gpu0.memory_used") > 0);
        Assert.Equal(32, bench.Value("gpu0.temperature"));
    }

    [Fact]
    public void An_energy_counter_that_stands_at_zero_gives_way_to_power()
    {
        using SimulatedDriver driver = SimulatedDriver.With("V100");
        driver.SetDriver(470);
        driver.Counter(0, tickSeconds: 0.02, startMillijoules: 0);
        driver.ReloadDriver(0, driver.Now);
        driver.Power(0, Curve.Constant, 40);
        Bench bench = new Bench(driver).Now();
        Assert.False(bench.Offers("gpu0.energy"));
        Assert.True(bench.Channel("gpu0.power").AccountsEnergy);
    }

    [Fact]
    public void What_nobody_foresaw_stays_inside_the_source()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100");
        BrokenTime time = new(driver.Time);
        ProbedSource probed = new NvmlProbe(driver.Options()).Probe(driver.Environment() with { Time = time });
        SampleWriter writer = new(driver.Time, probed.Sampler!.Channels.Count);
        driver.Fault(0, "", NvmlReturn.GpuIsLost);
        Sample();
        time.IsBroken = true; // the time is looked at before a lost GPU is looked for
        Sample();
        int own = probed.Sampler.Channels.Count / 2;
        Assert.All(writer.Samples[..own].ToArray(), sample => Assert.Equal("the clock broke", sample.Failure));
        Assert.DoesNotContain(writer.Samples[own..].ToArray(), sample => sample.State == SampleState.Failed);
        time.IsBroken = false;
        driver.ClearFaults();
        driver.Advance(TimeSpan.FromSeconds(11));
        Sample();
        Assert.Equal(SampleState.Read, writer.Samples[0].State);

        void Sample()
        {
            writer.Begin(energyOnly: false);
            probed.Sampler!.Sample(writer);
        }
    }

    [Fact]
    public void Ending_the_session_takes_the_initialization_back_once()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        bench.Sampler.Dispose();
        Assert.True(SpinWait.SpinUntil(() => driver.References == 0, TimeSpan.FromSeconds(20)));
        Assert.Equal(1, driver.Calls("nvmlShutdown"));
    }

    [Theory]
    [InlineData(NvmlReturn.DriverNotLoaded, "not loaded", "modprobe")]
    [InlineData(NvmlReturn.LibRmVersionMismatch, "different versions", "reboot")]
    [InlineData(NvmlReturn.NoPermission, "refuses", "/dev/nvidia")]
    internal void A_driver_that_does_not_start_is_a_status_with_a_remedy(NvmlReturn code, string reason, string remedy)
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Fault(-1, "nvmlInit_v2", code);
        ProbedSource probed = new NvmlProbe(driver.Options()).Probe(driver.Environment());
        Assert.Null(probed.Sampler);
        Assert.Contains(reason, probed.Status.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, probed.Status.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_driver_the_source_says_so()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        GpuOptions options = driver.Options() with { Libraries = [driver.LibraryPath + ".gone"] };
        ProbedSource probed = new NvmlProbe(options).Probe(driver.Environment());
        Assert.False(probed.Status.IsReady);
        Assert.Contains("no NVIDIA driver library", probed.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_shut_down_by_somebody_else_is_opened_again()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        unsafe
        {
            ((delegate* unmanaged<int>)driver.Export("nvmlShutdown"))();
        }

        Assert.Equal(SampleState.Failed, bench.After(0.1)["gpu0.energy"].State);
        Assert.Equal(SampleState.Read, bench.After(0.1)["gpu0.energy"].State);
    }

    private sealed class BrokenTime(TimeProvider whole) : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override long TimestampFrequency => whole.TimestampFrequency;

        public override long GetTimestamp() => IsBroken ? throw new InvalidOperationException("the clock broke") : whole.GetTimestamp();
    }
}
