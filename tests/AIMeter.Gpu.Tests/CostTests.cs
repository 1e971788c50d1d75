namespace AIMetering.Gpu.Tests;

/// <summary>What reading costs: nothing allocated, and no question asked that cannot bring something new.</summary>
[Collection(nameof(Alone))]
public class CostTests
{
    [Fact]
    public void Sampling_allocates_nothing_once_warm()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "A100", "RTX4090", "B200");
        driver.AddProcess(0, (uint)Environment.ProcessId, 1 << 20, 50);
        Bench bench = new(driver, driver.Options() with { Profiling = Sources.Nvml.GpuProfiling.Nvml });
        for (int i = 0; i < 50; i++)
        {
            bench.After(0.1);
        }

        long before = GC.GetTotalAllocatedBytes(precise: true); // of all threads: the reading is done on another one
        for (int i = 0; i < 500; i++)
        {
            bench.After(0.1);
        }

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4096); // less than nine bytes a sample: the runner's own
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
        Assert.Equal(Sources.SampleState.Read, bench["gpu0.energy"].State);
        Assert.Equal(Sources.SampleState.NotAsked, bench["gpu0.temperature"].State);
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
