using AIMetering.Readings;
using Xunit;

namespace AIMetering.Tests.Sessions;

/// <summary>Bad input gets an error that names the option, the value and the remedy, before anything is measured.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(3_600_001)]
    [InlineData(-5)]
    public void An_interval_outside_1_ms_to_1_h_is_refused_with_the_limits(double milliseconds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => AIMeter.Configure().SampleEvery(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Contains("1 ms to 1 h", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_600_000)]
    public void The_limits_themselves_are_allowed(double milliseconds) =>
        Assert.NotNull(AIMeter.Configure().SampleEvery(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void An_unknown_region_names_the_codes_that_come_near()
    {
        var error = Assert.Throws<ArgumentException>(() => AIMeter.Configure().InRegion("US-CL"));
        Assert.Contains("US-CA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_starts_once()
    {
        MeterConfiguration configuration = TestMachine.Bare("twice");
        configuration.Start().Dispose();
        var error = Assert.Throws<InvalidOperationException>(configuration.Start);
        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_of_one_name_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => AIMeter.Configure()
            .AddSource(PlannedSource.Constant("plug", "a", 1)).AddSource(PlannedSource.Constant("plug", "b", 1)));
        Assert.Contains("plug", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_that_is_no_folder_is_refused_with_the_mount_that_would_make_it_one()
    {
        var error = Assert.Throws<ArgumentException>(() => AIMeter.Configure().WithSysRoot("/no/such/folder"));
        Assert.Contains("-v /sys", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_phase_name_is_not_empty_and_holds_no_slash(string name)
    {
        using MeterSession meter = TestMachine.Bare().Start();
        Assert.ThrowsAny<ArgumentException>(() => meter.Phase(name));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_count_is_finite_and_not_negative(double amount)
    {
        using MeterSession meter = TestMachine.Bare().Start();
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Count("tokens", amount));
    }

    [Fact]
    public void Gpus_are_named_once_each() =>
        Assert.Throws<ArgumentException>(() => AIMeter.Configure().OnGpus(0, 0));

    [Theory]
    [InlineData("no driver")]
    [InlineData("no driver.")]
    public void A_source_ends_its_reason_before_it_tells_the_remedy(string reason) =>
        Assert.Equal("nvml: not available, no driver. Remedy: Install it.", SourceStatus.Unavailable("nvml", reason, "Install it.").ToString());

    [Fact]
    public void Strict_throws_at_the_start_and_says_why_each_source_is_missing()
    {
        var error = Assert.Throws<MeterException>(() => TestMachine.On("no-sensors").Strict().Start());
        Assert.Contains(error.Missing, status => status.Source == "powercap");
        Assert.Contains("powercap", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_is_content_with_a_measured_cpu()
    {
        using MeterSession meter = TestMachine.On("rapl-two-sockets").Strict().Start();
        Assert.True(meter.Stop().Energy.IsKnown);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, -0.1)]
    public void A_sensor_that_cannot_be_is_refused_where_it_is_described(double joulesPerCount, double gainError)
    {
        SensorTraits sensor = new() { JoulesPerCount = joulesPerCount, GainError = gainError };
        if (joulesPerCount > 0 && gainError is >= 0 and < 1)
        {
            Assert.NotNull(Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), sensor));
            return;
        }

        var error = Assert.Throws<ArgumentException>(() => Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), sensor));
        Assert.Contains("cpu0.energy", error.Message, StringComparison.Ordinal);
    }
}
