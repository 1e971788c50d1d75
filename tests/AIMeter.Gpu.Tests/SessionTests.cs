using AIMetering.Readings;

namespace AIMetering.Gpu.Tests;

/// <summary>Whole sessions over simulated GPUs on the real clock, judged by the closed-form truth of their power curves.</summary>
[Collection(nameof(Alone))]
public class SessionTests
{
    [Fact]
    public void Bounds_hold_the_truth_for_windows_of_any_length_under_any_load()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100", "A100", "H100");
        driver.Power(0, Curve.Constant, 300);
        driver.Power(1, Curve.Square, 50, 350, periodSeconds: 0.1);
        driver.Power(2, Curve.Sine, 200, 100, periodSeconds: 0.7);
        driver.Power(3, Curve.Burst, 50, 350, periodSeconds: 0.03);
        Run run = Measure(driver, [0.012, 0.043, 0.13, 0.31, 0.77, 1.9]);
        foreach (Window window in run.Windows)
        {
            for (int gpu = 0; gpu < 4; gpu++)
            {
                run.AssertHolds(window, gpu);
            }
        }
    }

    [Fact]
    public void Eight_gpus_are_measured_with_every_metric_ten_times_a_second()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100", "H100", "H100", "H100", "H100", "H100", "H100");
        for (int gpu = 0; gpu < 8; gpu++)
        {
            driver.Power(gpu, Curve.Square, 100 + (20 * gpu), 400, periodSeconds: 0.17 + (0.05 * gpu));
            driver.AddProcess(gpu, (uint)Environment.ProcessId, 1 << 30, 40);
        }

        Run run = Measure(driver, [1.3], options: driver.Options() with { Profiling = Sources.Nvml.GpuProfiling.Nvml });
        for (int gpu = 0; gpu < 8; gpu++)
        {
            run.AssertHolds(run.Windows[0], gpu);
        }

        Assert.Equal(0, run.Report.Quality.FailedReads);
        string[] kinds = [.. run.Report.Series.Where(Is(0)).Select(series => series.Channel.Metric).Order()];
        Assert.True(kinds.Length >= 40, string.Join(", ", kinds));
        for (int gpu = 0; gpu < 8; gpu++)
        {
            SeriesReport[] series = [.. run.Report.Series.Where(Is(gpu))];
            Assert.Equal(kinds, series.Select(each => each.Channel.Metric).Order());
            Assert.All(series, each => Assert.True(each.Statistics?.Count > 0, $"{each.Channel} has no values"));
        }

        static Func<SeriesReport, bool> Is(int gpu) => series => series.Channel.Device.Id == $"gpu{gpu}";
    }

    [Fact]
    public void A_sensor_whose_scale_is_off_is_inside_its_stated_bound()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100");
        driver.Power(0, Curve.Constant, 400);
        driver.Set(0, "gain", 0.955); // the A100 board of the published data
        Run run = Measure(driver, [1.1]);
        run.AssertHolds(run.Windows[0], 0);
        double energy = run.Energy(run.Windows[0], 0).Energy!.Value.Joules;
        Assert.True(energy < 0.98 * driver.TrueJoules(0, run.Windows[0].InnerBegin, run.Windows[0].InnerEnd));
    }

    [Fact]
    public void A_counter_that_its_power_readings_contradict_is_reported()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100", "A100");
        for (int gpu = 0; gpu < 3; gpu++)
        {
            driver.Power(gpu, Curve.Constant, 300);
        }

        driver.Set(0, "counter_gain", 1.4);
        driver.Set(2, "counter_gain", 1.4); // its power readings see a quarter of the time: they contradict nobody
        MeterReport report = Measure(driver, [2.1]).Report;
        Assert.True(Caveats("gpu0").HasFlag(EnergyCaveats.CrossCheckFailed), $"{report}");
        Assert.False(Caveats("gpu1").HasFlag(EnergyCaveats.CrossCheckFailed), $"{report}");
        Assert.False(Caveats("gpu2").HasFlag(EnergyCaveats.CrossCheckFailed), $"{report}");
        Assert.Contains(report.Quality.Events, found => found.Subject == "gpu0" && found.Message.Contains("disagree", StringComparison.Ordinal));

        EnergyCaveats Caveats(string gpu) => report.Devices.Single(device => device.Device.Id == gpu).Energy.Caveats;
    }

    [Fact]
    public void Devices_add_up_to_the_total_and_parts_are_left_out()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("GH200", "GH200");
        driver.Power(0, Curve.Constant, 300);
        driver.Power(1, Curve.Constant, 500);
        MeterReport report = Measure(driver, [0.5]).Report;
        double gpus = report.Devices.Where(device => device.Device.Kind == DeviceKind.Gpu).Sum(device => device.Energy.Energy!.Value.Joules);
        double counted = report.Devices.Where(device => device.Device.InTotal).Sum(device => device.Energy.Energy?.Joules ?? 0);
        Assert.Contains(report.Devices, device => device.Device.Id == "gpu0-module");
        Assert.Equal(gpus, counted, 1e-6 * gpus);
        Assert.Equal(report.Energy.Energy!.Value.Joules, counted, 1e-6 * gpus);
    }

    [Fact]
    public void A_driver_reloaded_under_the_session_loses_no_more_than_the_bound_says()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100");
        driver.Power(0, Curve.Constant, 300);
        driver.Power(1, Curve.Constant, 300);
        Run run = Measure(driver, [2.2], _ => driver.ReloadDriver(0, driver.Now + SimulatedDriver.Second));
        run.AssertHolds(run.Windows[0], 0);
        run.AssertHolds(run.Windows[0], 1);
        (EnergyResult reloaded, EnergyResult whole) = (run.Energy(run.Windows[0], 0), run.Energy(run.Windows[0], 1));
        Assert.True(reloaded.Energy!.Value.Joules > 0);
        Assert.True(reloaded.Bound > whole.Bound, $"{reloaded} and {whole} in {run.Report}");
    }

    [Fact]
    public void A_gpu_lost_on_the_way_leaves_the_energy_of_the_others_whole()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100");
        driver.Power(0, Curve.Constant, 300);
        driver.Power(1, Curve.Square, 100, 500, periodSeconds: 0.3);
        Run run = Measure(driver, [0.3, 1.7], window => Lose(driver, window));
        run.AssertHolds(run.Windows[0], 0);
        run.AssertHolds(run.Windows[0], 1);
        run.AssertHolds(run.Windows[1], 1);
        Assert.Contains("lost", run.Report.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    // Unread while the other GPU hangs, any window may be all or nothing; a busy machine only makes its edges later.
    [Fact]
    public void A_call_that_hangs_for_seconds_leaves_the_energy_of_the_others_whole()
    {
        using SimulatedDriver driver = SimulatedDriver.InRealTime("H100", "H100");
        driver.Power(0, Curve.Constant, 300);
        driver.Power(1, Curve.Square, 100, 500, periodSeconds: 0.3);
        Run run = Measure(driver, [0.9, 1.1, 1.1], window => Hang(driver, window));
        foreach (Window window in run.Windows)
        {
            run.AssertHolds(window, 1);
            EnergyResult energy = run.Energy(window, 1);
            Assert.True(energy.RelativeBound < 0.8, $"{window} is {energy} in {run.Report}");
        }
    }

    private static void Lose(SimulatedDriver driver, int window)
    {
        if (window == 1)
        {
            driver.Fault(0, "", Sources.Nvml.NvmlReturn.GpuIsLost, from: driver.Now + (SimulatedDriver.Second / 2));
        }
    }

    private static void Hang(SimulatedDriver driver, int window)
    {
        if (window == 1)
        {
            long from = driver.Now;
            driver.Fault(0, "nvmlDeviceGetFieldValues", 0, from, from + (SimulatedDriver.Second / 10), block: TimeSpan.FromSeconds(1.5));
        }
    }

    /// <param name="driver">The machine.</param>
    /// <param name="seconds">The lengths of the windows.</param>
    /// <param name="begun">Told of each window that has begun, to script its faults.</param>
    /// <param name="options">What is chosen about GPUs.</param>
    private static Run Measure(SimulatedDriver driver, double[] seconds, Action<int>? begun = null, Sources.Nvml.GpuOptions? options = null)
    {
        MeterSession meter = AIMeter.Configure("simulated").WithoutEstimates().AddSource(driver.Open(options)).Start();
        Thread.Sleep(700); // the counters' rhythm is learned meanwhile
        List<Window> windows = [];
        foreach (double length in seconds)
        {
            long outerBegin = driver.Now;
            PhaseScope phase = meter.Phase($"w{windows.Count}");
            long innerBegin = driver.Now;
            begun?.Invoke(windows.Count);
            Thread.Sleep(TimeSpan.FromSeconds(length));
            long innerEnd = driver.Now;
            phase.Dispose();
            windows.Add(new Window(phase.Name, outerBegin, innerBegin, innerEnd, driver.Now));
            Thread.Sleep(37); // no whole number of ticks
        }

        return new Run(driver, meter.Stop(), windows);
    }

    private sealed record Window(string Name, long OuterBegin, long InnerBegin, long InnerEnd, long OuterEnd);

    private sealed record Run(SimulatedDriver Driver, MeterReport Report, List<Window> Windows)
    {
        public EnergyResult Energy(Window window, int gpu) =>
            Report.FindPhase(window.Name)!.Devices.Single(device => device.Device.Id == $"gpu{gpu}").Energy;

        /// <summary>The phase began and ended somewhere between two looks at the clock, so its truth lies between two energies.</summary>
        public void AssertHolds(Window window, int gpu)
        {
            EnergyResult energy = Energy(window, gpu);
            double least = Driver.TrueJoules(gpu, window.InnerBegin, window.InnerEnd);
            double most = Driver.TrueJoules(gpu, window.OuterBegin, window.OuterEnd);
            Assert.True(energy.IsKnown, $"gpu{gpu} {window.Name}: {energy.Reason}");
            Assert.True(
                energy.Low!.Value.Joules <= most && least <= energy.High!.Value.Joules,
                $"gpu{gpu} {window.Name}: {energy} does not hold {least:F2} to {most:F2} J");
        }
    }
}
