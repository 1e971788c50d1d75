using AIMetering.Readings;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>What each generation offers, and that the values are in the units promised.</summary>
public class MetricTests
{
    private static readonly string[] s_common =
    [
        "power", "utilization", "memory_controller_utilization", "memory_used", "memory_usage", "pcie_generation", "pcie_width",
        "temperature", "memory_temperature", "graphics_clock", "sm_clock", "memory_clock",
    ];

    private static readonly string[] s_profiled =
    [
        "sm_active", "sm_occupancy", "tensor_active", "dram_active", "fp64_active", "fp32_active", "fp16_active",
        "pcie_tx", "pcie_rx", "nvlink_tx", "nvlink_rx",
    ];

    [Fact]
    public void An_h100_gives_all_metrics()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 500);
        Bench bench = new(driver, driver.Options() with { Profiling = GpuProfiling.Nvml });
        bench.Now();
        bench.After(1);
        foreach (string metric in s_common.Concat(s_profiled).Concat(
            ["energy", "power_average", "power_limit", "clock_event_reasons", "performance_state", "ecc_corrected", "ecc_uncorrected",
             "processes", "max_sm_clock", "max_memory_clock", "max_graphics_clock", "throttled_by_power", "throttled_by_heat"]))
        {
            Assert.True(double.IsFinite(bench.Value($"gpu0.{metric}")), metric);
        }
    }

    [Fact]
    public void Values_are_in_the_units_of_their_channels()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 385); // half way from 70 W idle to the 700 W limit
        driver.Set(0, "noise_mw", 0);
        driver.Set(0, "memory_used", 20e9);
        driver.Set(0, "throttle", 0x24);
        Bench bench = new Bench(driver, driver.Options() with { Profiling = GpuProfiling.Nvml }).Now().After(1);
        Assert.Equal(385, bench.Value("gpu0.power"), 0.01);
        Assert.Equal(385, bench.Value("gpu0.power_average"), 0.01);
        Assert.Equal(700, bench.Value("gpu0.power_limit"));
        Assert.Equal(50, bench.Value("gpu0.utilization"));
        Assert.Equal(30, bench.Value("gpu0.memory_controller_utilization"));
        Assert.Equal(20e9, bench.Value("gpu0.memory_used"));
        Assert.Equal(100 * 20e9 / ((80.0 * (1L << 30)) - (600L << 20)), bench.Value("gpu0.memory_usage"), 1e-9);
        Assert.Equal(5, bench.Value("gpu0.pcie_generation"));
        Assert.Equal(16, bench.Value("gpu0.pcie_width"));
        Assert.Equal(54, bench.Value("gpu0.temperature"));
        Assert.Equal(63, bench.Value("gpu0.memory_temperature"));
        Assert.Equal(1188, bench.Value("gpu0.sm_clock"));
        Assert.Equal(1980, bench.Value("gpu0.max_sm_clock"));
        Assert.Equal(2619, bench.Value("gpu0.memory_clock"));
        Assert.Equal(0x24, bench.Value("gpu0.clock_event_reasons"));
        Assert.Equal(47.5, bench.Value("gpu0.sm_active"), 0.01);
        Assert.Equal(25, bench.Value("gpu0.tensor_active"), 0.01);
    }

    [Fact]
    public void Bytes_moved_are_counted()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100", "B200");
        driver.Power(0, Curve.Constant, 700);
        driver.Power(1, Curve.Constant, 1000);
        Bench bench = new(driver);
        (int, string, double)[] buses =
        [
            (0, "pcie_tx", 2e9), (0, "pcie_rx", 4e9), (0, "nvlink_tx", 8e9), (0, "nvlink_rx", 6e9), (1, "nvlink_tx", 8e9), (1, "nvlink_rx", 6e9),
        ];
        foreach ((int gpu, string bus, double perSecond) in buses)
        {
            string name = $"gpu{gpu}.{bus}";
            double before = bench.After(1).Value(name);
            double after = bench.After(1).Value(name);
            Assert.Equal(ChannelKind.Counter, bench.Channel(name).Kind);
            Assert.Equal(MetricUnit.Bytes, bench.Channel(name).Unit);
            Assert.Equal(perSecond, after - before, perSecond * 1e-3);
        }
    }

    [Fact]
    public void A_byte_counter_that_wraps_never_goes_back()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Set(0, "counter_bits", 32);
        driver.Power(0, Curve.Constant, 700);
        Bench bench = new(driver);
        double last = bench.Now().Value("gpu0.pcie_rx");
        for (int i = 0; i < 40; i++)
        {
            double now = bench.After(0.25).Value("gpu0.pcie_rx");
            Assert.True(now >= last, $"{now} after {last}");
            last = now;
        }
    }

    [Theory]
    [InlineData("K80", false, "power", null)]
    [InlineData("P100", false, "power", 10)]
    [InlineData("V100", true, "power", 10)]
    [InlineData("T4", true, "power", 100)]
    [InlineData("A100", true, "power", 25)]
    [InlineData("RTX3090", true, "power", 100)]
    [InlineData("RTX4090", true, "power", 100)]
    [InlineData("H100", true, "power", 25)]
    [InlineData("B200", true, "power", null)]
    public void Each_generation_tells_energy_its_own_way(string model, bool counter, string metric, int? windowMilliseconds)
    {
        using SimulatedDriver driver = SimulatedDriver.With(model);
        Bench bench = new(driver);
        Assert.Equal(counter, bench.Offers("gpu0.energy"));
        Channel power = bench.Channel($"gpu0.{metric}");
        Assert.Equal(!counter, power.AccountsEnergy);
        TimeSpan? window = windowMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        Assert.Equal(window, power.Sensor!.AveragingWindow);
    }

    [Fact]
    public void An_old_driver_on_a_card_with_averaged_power_says_so()
    {
        using SimulatedDriver driver = SimulatedDriver.With("RTX3090");
        driver.SetDriver(525);
        driver.Set(0, "energy_supported", 0);
        Bench bench = new Bench(driver).Now();
        Channel power = bench.Channel("gpu0.power");
        Assert.True(power.AccountsEnergy);
        Assert.Equal(TimeSpan.FromSeconds(1), power.Sensor!.AveragingWindow);
        Assert.False(bench.Offers("gpu0.power_average"));
    }

    [Fact]
    public void The_energy_counter_says_what_is_known_of_it()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Channel energy = new Bench(driver).Channel("gpu0.energy");
        Assert.Equal(ChannelKind.EnergyCounter, energy.Kind);
        Assert.Equal(1e-3, energy.Sensor!.JoulesPerCount);
        Assert.Equal(TimeSpan.FromMilliseconds(100), energy.Sensor.RefreshPeriod);
        Assert.Equal(0.05, energy.Sensor.GainError);
        Assert.Equal(1400, energy.Sensor.MaxPowerWatts);
    }

    [Fact]
    public void The_counter_is_read_raw_between_two_time_stamps()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Power(0, Curve.Constant, 300);
        driver.Counter(0, tickSeconds: 0.1, phaseSeconds: 0.03, startMillijoules: 5_000_000);
        Bench bench = new Bench(driver).After(0.05); // 100.05 s: the last tick was at 100.03 s
        Assert.Equal(5_000_000 + (300_000 * 100.03), bench.Value("gpu0.energy"), 1.0);
        Assert.InRange(bench["gpu0.energy"].Before, 0, driver.Now);
        Assert.InRange(bench["gpu0.energy"].After, bench["gpu0.energy"].Before, driver.Now);
    }

    [Fact]
    public void A_grace_hopper_module_is_a_series_of_its_own_that_no_total_holds()
    {
        using SimulatedDriver driver = SimulatedDriver.With("GH200");
        driver.Power(0, Curve.Constant, 400);
        driver.Set(0, "noise_mw", 0);
        Bench bench = new Bench(driver).After(1);
        Assert.Equal(400, bench.Value("gpu0.power"), 0.01);
        Assert.Equal(540, bench.Value("gpu0-module.power"), 0.01);
        Device module = bench.Channel("gpu0-module.energy").Device;
        Assert.False(module.InTotal);
        Assert.Equal(DeviceKind.Platform, module.Kind);
        Assert.Contains("gpu0", module.ExclusionReason, StringComparison.Ordinal);
        Assert.False(bench.Channel("gpu0-memory.power").Device.InTotal);
    }

    [Fact]
    public void Profiling_is_off_until_asked_for()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        Bench bench = new Bench(driver).Now().After(1);
        Assert.False(bench.Offers("gpu0.sm_active"));
        Assert.Equal(0, driver.Calls("nvmlGpmSampleGet"));
        MetricSupport verdict = bench.Sampler.Support.Single(one => one.Metric == "gpu0.sm_active");
        Assert.Contains("opt-in", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiling_that_the_gpu_lacks_is_explained_and_not_zero()
    {
        using SimulatedDriver driver = SimulatedDriver.With("A100");
        Bench bench = new(driver, driver.Options() with { Profiling = GpuProfiling.Nvml });
        Assert.False(bench.Offers("gpu0.sm_active"));
        Assert.Contains("DCGM", bench.Sampler.Support.Single(one => one.Metric == "gpu0.sm_active").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fans_are_read_where_there_are_any()
    {
        using SimulatedDriver driver = SimulatedDriver.With("RTX4090", "H100");
        Bench bench = new Bench(driver).Now();
        Assert.Equal(30, bench.Value("gpu0.fan_speed"));
        Assert.False(bench.Offers("gpu1.fan_speed"));
    }

    [Fact]
    public void A_memory_temperature_labelled_as_a_double_is_read_as_the_integer_it_is()
    {
        using SimulatedDriver driver = SimulatedDriver.With("H100");
        driver.Set(0, "memory_temperature_as_double", 1);
        Assert.Equal(38, new Bench(driver).Now().Value("gpu0.memory_temperature"));
    }
}
