using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>Calls that keep their answer: the thread inside is left behind, and the others go on without the GPU.</summary>
public class HangTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_gpu_whose_driver_call_hangs_holds_up_no_other()
    {
        using SimulatedDriver driver = Busy("H100", "H100", "H100");
        using LoopBench bench = new(driver, driver.Options() with { Patience = Patience });
        bench.WaitForRounds(1);
        Hang(driver, gpu: 1, seconds: 3);
        LoopBench.WaitFor(() => bench.Is("gpu1.energy", SampleState.Failed), "the GPU that hangs was not left out");
        bench.WaitForRounds(20);
        Assert.Contains("keeps its answer", bench["gpu1.energy"].Failure, StringComparison.Ordinal);
        Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
        Assert.Equal(SampleState.Read, bench["gpu2.energy"].State);
    }

    [Fact]
    public void Gpus_that_hang_one_after_the_other_are_left_out_one_after_the_other()
    {
        using SimulatedDriver driver = Busy("H100", "H100", "H100");
        using LoopBench bench = new(driver, driver.Options() with { Patience = Patience });
        bench.WaitForRounds(1);
        Hang(driver, gpu: 0, seconds: 3);
        Hang(driver, gpu: 2, seconds: 3);
        LoopBench.WaitFor(
            () => bench.Is("gpu0.energy", SampleState.Failed) && bench.Is("gpu2.energy", SampleState.Failed), "both were not left out");
        bench.WaitForRounds(20);
        Assert.Equal(SampleState.Read, bench["gpu1.energy"].State);
    }

    [Fact]
    public void A_gpu_whose_call_came_back_is_read_again_after_a_rest()
    {
        using SimulatedDriver driver = Busy("H100", "H100");
        using LoopBench bench = new(driver, driver.Options() with { Patience = Patience });
        bench.WaitForRounds(1);
        Hang(driver, gpu: 0, seconds: 0.4);
        LoopBench.WaitFor(() => bench.Is("gpu0.energy", SampleState.Failed), "the GPU that hangs was not left out");
        LoopBench.WaitFor(
            () => bench["gpu0.energy"].Failure?.Contains("left alone for a while", StringComparison.Ordinal) == true, "it had no rest");
        Assert.Equal(SampleState.Read, bench["gpu1.energy"].State);
        LoopBench.WaitFor(() => bench.Is("gpu0.energy", SampleState.Read), "it was not read again");
        for (int round = 0; round < 60; round++)
        {
            bench.WaitForRounds(1);
            Assert.Equal(SampleState.Read, bench["gpu0.energy"].State);
        }
    }

    [Fact]
    public void The_thread_that_comes_back_writes_into_nobodys_sample()
    {
        using SimulatedDriver driver = Busy("H100", "H100");
        using LoopBench bench = new(driver, driver.Options() with { Patience = Patience });
        bench.WaitForRounds(1);
        Hang(driver, gpu: 0, seconds: 0.3);
        LoopBench.WaitFor(() => bench.Is("gpu0.energy", SampleState.Failed), "the GPU that hangs was not left out");
        long before = 0;
        LoopBench.WaitFor(() => Checked(bench, ref before), "the GPU did not come back");

        static bool Checked(LoopBench bench, ref long before)
        {
            Sample other = bench["gpu1.energy"];
            Assert.True(other.State is SampleState.Read or SampleState.NotAsked, $"{other.State}: {other.Failure}");
            Assert.True(other.State == SampleState.NotAsked || other.Before >= before, "a sample of an earlier round came late");
            before = Math.Max(before, other.Before);
            return bench.Is("gpu0.energy", SampleState.Read);
        }
    }

    [Fact]
    public void A_session_may_end_while_a_call_hangs_that_was_left_behind()
    {
        using SimulatedDriver driver = Busy("H100");
        LoopBench bench = new(driver, driver.Options() with { Patience = Patience, Profiling = GpuProfiling.Nvml });
        bench.WaitForRounds(1);
        Hang(driver, gpu: 0, seconds: 3);
        LoopBench.WaitFor(() => bench.Is("gpu0.energy", SampleState.Failed), "the GPU that hangs was not left out");
        bench.Dispose();
        Assert.Equal(1, driver.References); // a call is still inside the driver, so it stays initialized
        Assert.True(SpinWait.SpinUntil(() => driver.References == 0, TimeSpan.FromSeconds(30)));
        Assert.Equal(1, driver.Calls("nvmlShutdown"));
    }

    [Fact]
    public void A_session_may_end_while_a_call_hangs_that_somebody_still_waits_for()
    {
        using SimulatedDriver driver = Busy("H100");
        LoopBench bench = new(driver, driver.Options() with { Patience = TimeSpan.FromMinutes(1), Profiling = GpuProfiling.Nvml });
        bench.WaitForRounds(1);
        long calls = driver.Calls("nvmlDeviceGetFieldValues");
        Hang(driver, gpu: 0, seconds: 3);
        LoopBench.WaitFor(() => driver.Calls("nvmlDeviceGetFieldValues") > calls, "no call was made");
        bench.Dispose();
        Assert.True(SpinWait.SpinUntil(() => driver.References == 0, TimeSpan.FromSeconds(30)));
        Assert.Equal(1, driver.Calls("nvmlShutdown"));
    }

    [Fact]
    public void The_time_of_all_threads_is_counted_those_left_behind_too()
    {
        using SimulatedDriver driver = Busy("H100", "H100");
        using LoopBench bench = new(driver, driver.Options() with { Patience = Patience }, interval: 0.001);
        LoopBench.WaitFor(() => bench.Loop.CpuTime > TimeSpan.FromMilliseconds(1), "no time was counted");
        Hang(driver, gpu: 0, seconds: 0.3);
        LoopBench.WaitFor(() => bench.Is("gpu0.energy", SampleState.Failed), "the GPU that hangs was not left out");
        TimeSpan? before = bench.Loop.CpuTime;
        LoopBench.WaitFor(() => bench.Loop.CpuTime > before, "the thread that went on is not counted");
    }

    /// <summary>Machines whose GPUs work: idle ones are read at the pace of their sensors only.</summary>
    private static SimulatedDriver Busy(params ReadOnlySpan<string> models)
    {
        SimulatedDriver driver = SimulatedDriver.InRealTime(models);
        for (int gpu = 0; gpu < models.Length; gpu++)
        {
            driver.Power(gpu, Curve.Constant, 500);
        }

        return driver;
    }

    /// <summary>The next calls of a GPU come back late.</summary>
    private static void Hang(SimulatedDriver driver, int gpu, double seconds)
    {
        long now = driver.Now;
        driver.Fault(
            gpu, "nvmlDeviceGetFieldValues", NvmlReturn.Success, from: now, to: now + (200 * SimulatedDriver.Millisecond), block: TimeSpan.FromSeconds(seconds));
    }
}
