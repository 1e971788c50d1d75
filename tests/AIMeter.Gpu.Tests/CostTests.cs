using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>What reading costs: nothing allocated, and no question asked that cannot bring something new.</summary>
[Collection(nameof(Alone))]
public class CostTests
{
    [Theory]
    [InlineData("H100", "A100", "RTX4090", "B200")]
    [InlineData("H100")]
    [InlineData("H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100")]
    [InlineData("H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100")]
    public void Sampling_allocates_nothing_once_warm(params string[] models)
    {
        using SimulatedDriver driver = SimulatedDriver.With(models);
        driver.AddProcess(0, (uint)Environment.ProcessId, 1 << 20, 50);
        Bench bench = new(driver, driver.Options() with { Profiling = GpuProfiling.Nvml });
        for (int i = 0; i < 50; i++)
        {
            bench.After(0.1);
        }

        long before = GC.GetAllocatedBytesForCurrentThread(); // which is the one that asks the driver
        for (int i = 0; i < 500; i++)
        {
            bench.After(0.1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_calls_of_a_second_grow_with_the_gpus_and_no_faster()
    {
        long one = CallsOfASecond(1);
        Assert.InRange(one, 150, 300);
        Assert.Equal(2 * one, CallsOfASecond(2));
        Assert.Equal(4 * one, CallsOfASecond(4));
        Assert.Equal(8 * one, CallsOfASecond(8));
        Assert.Equal(16 * one, CallsOfASecond(16));
    }

    [Fact]
    public void An_extra_read_asks_only_the_gpu_that_it_serves()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "H100", "H100");
        driver.Power(1, Curve.Constant, 500);
        NvmlSampler sampler = driver.Open();
        SampleWriter writer = new(driver.Time, sampler.Channels.Count);
        bool[] wanted = [.. sampler.Channels.Select(channel => channel.FullName == "gpu1.energy")];
        driver.Advance(TimeSpan.FromSeconds(1));
        long calls = driver.Calls("nvmlDeviceGetFieldValues");
        writer.Begin(energyOnly: true, wanted);
        sampler.Sample(writer);
        Assert.Equal(1, driver.Calls("nvmlDeviceGetFieldValues") - calls);
        Assert.All(
            sampler.Channels.Zip(writer.Samples.ToArray()).Where(each => !each.First.Device.Id.StartsWith("gpu1", StringComparison.Ordinal)),
            each => Assert.Equal(SampleState.NotAsked, each.Second.State));
        Assert.Equal(SampleState.Read, writer.Samples[Array.IndexOf(wanted, true)].State);
    }

    [Fact]
    public void An_idle_gpu_is_not_polled_faster_than_its_sensors_refresh()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now();
        long calls = driver.Calls("nvmlDeviceGetFieldValues");
        for (int i = 0; i < 1000; i++)
        {
            bench.After(0.01);
        }

        Assert.InRange(driver.Calls("nvmlDeviceGetFieldValues") - calls, 100, 5 * 112); // 10 s: 5 batches, each at most every 90 ms
    }

    [Fact]
    public void Slow_metrics_are_asked_slowly()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 500);
        Bench bench = new Bench(driver).Now();
        long limit = driver.Calls("nvmlDeviceGetEnforcedPowerLimit"), state = driver.Calls("nvmlDeviceGetPerformanceState");
        for (int i = 0; i < 1000; i++)
        {
            bench.After(0.01);
        }

        Assert.InRange(driver.Calls("nvmlDeviceGetEnforcedPowerLimit") - limit, 9, 12);
        Assert.InRange(driver.Calls("nvmlDeviceGetPerformanceState") - state, 90, 112);
    }

    [Fact]
    public void At_the_edge_of_a_phase_only_energy_and_power_are_read()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 500);
        Bench bench = new Bench(driver).Now();
        long calls = driver.Calls(), fields = driver.Calls("field");
        bench.After(1, energyOnly: true);
        Assert.Equal(1, driver.Calls() - calls - (driver.Calls("field") - fields));
        Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
        Assert.Equal(SampleState.NotAsked, bench["gpu0.temperature"].State);
    }

    private static long CallsOfASecond(int gpus)
    {
        using SimulatedDriver driver = SimulatedDriver.With([.. Enumerable.Repeat("H100", gpus)]);
        for (int gpu = 0; gpu < gpus; gpu++)
        {
            driver.Power(gpu, Curve.Constant, 500);
        }

        Bench bench = new Bench(driver).Now();
        long calls = driver.Calls();
        for (int tick = 0; tick < 10; tick++)
        {
            bench.After(0.1);
        }

        return driver.Calls() - calls;
    }

    [Fact]
    public void The_call_that_blocks_for_its_throughput_is_never_made()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "T4");
        new Bench(driver).After(1).After(1);
        Assert.Equal(0, driver.Calls("nvmlDeviceGetPcieThroughput"));
    }
}

/// <summary>Tests that count what the whole process allocates run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
