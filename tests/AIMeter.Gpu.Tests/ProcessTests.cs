using AIMetering.Sources;

namespace AIMetering.Gpu.Tests;

/// <summary>The processes on a GPU, and this one among them.</summary>
public class ProcessTests
{
    private static readonly uint s_own = (uint)Environment.ProcessId;

    [Fact]
    public void Processes_are_counted_and_this_one_is_found()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 400);
        driver.AddProcess(0, 4242, 8L << 30, 20);
        driver.AddProcess(0, s_own, 3L << 30, 60);
        driver.AddProcess(0, 4243, 1L << 20, 0, graphics: true);
        Bench bench = new Bench(driver).After(2);
        Assert.Equal(3, bench.Value("gpu0.processes"));
        Assert.Equal(3L << 30, bench.Value("gpu0.process_memory"));
        Assert.Equal(75, bench.Value("gpu0.process_share"), 1e-9);
    }

    [Fact]
    public void A_process_that_does_not_find_itself_is_missing_and_not_zero()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.AddProcess(0, s_own == 4242 ? 4243u : 4242u, 8L << 30, 20);
        Bench bench = new Bench(driver).After(2);
        Assert.Equal(1, bench.Value("gpu0.processes"));
        Assert.Equal(SampleState.Missing, bench["gpu0.process_memory"].State);
        Assert.Equal(SampleState.Missing, bench["gpu0.process_share"].State);
    }

    [Fact]
    public void The_wide_elements_of_some_drivers_are_recognized()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.SetProcessStride(32);
        driver.AddProcess(0, 4242, 8L << 30, 20);
        driver.AddProcess(0, s_own, 3L << 30, 60);
        driver.AddProcess(0, 4244, 5L << 30, 10);
        Assert.Equal(3L << 30, new Bench(driver).After(2).Value("gpu0.process_memory"));
    }

    [Fact]
    public void Memory_that_the_driver_does_not_tell_is_missing()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.AddProcess(0, s_own, ulong.MaxValue, 60);
        Assert.Equal(SampleState.Missing, new Bench(driver).After(2)["gpu0.process_memory"].State);
    }

    [Fact]
    public void Looking_at_processes_can_be_turned_off()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver, driver.Options() with { Processes = false }).After(1);
        Assert.False(bench.Offers("gpu0.processes"));
        Assert.Equal(0, driver.Calls("nvmlDeviceGetComputeRunningProcesses_v3"));
    }
}
