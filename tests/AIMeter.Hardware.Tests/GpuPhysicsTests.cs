using System.Diagnostics;
using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Hardware.Tests;

/// <summary>The physics that holds on every GPU. One GPU is loaded at a time, so these tests run one after the other.</summary>
[Collection("hardware")]
public class GpuPhysicsTests
{
    [Fact]
    public void Every_gpu_is_measured_or_explained()
    {
        NvmlSampler sampler = RealGpu.Sampler;
        Record.Line($"status: {RealGpu.Source.Status}");
        foreach (MetricSupport support in sampler.Support)
        {
            Record.Line($"{support.Metric}: {support.Reason ?? "yes"}");
            Assert.True(support.IsOffered || support.Reason!.Length > 0);
        }

        Assert.NotEmpty(sampler.Channels);
    }

    [Fact]
    public void A_sample_of_everything_holds_plausible_values()
    {
        (_, double[] values) = Sampled();
        for (int i = 0; i < values.Length; i++)
        {
            Channel channel = RealGpu.Sampler.Channels[i];
            Record.Line($"{channel.ColumnName} = {values[i]:G6}");
            Assert.False(channel.Unit == MetricUnit.Percent && values[i] is < 0 or > 101, channel.FullName);
            Assert.False(channel.Unit == MetricUnit.Celsius && values[i] is < 5 or > 130, channel.FullName);
            Assert.False(channel.Kind == ChannelKind.Power && values[i] is < 1 or > 3000, channel.FullName);
        }
    }

    [Fact]
    public void The_energy_counter_only_grows_and_never_faster_than_the_limit()
    {
        (Channel channel, int index) = EnergyChannel();
        using IDisposable busy = RealGpu.Busy();
        double last = double.NaN;
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5);)
        {
            double now = Sampled(100).Values[index];
            Assert.False(now < last, $"{now} after {last}");
            last = now;
            Thread.Sleep(10);
        }

        Assert.Equal(1e-3, channel.Sensor!.JoulesPerCount);
    }

    [Fact]
    public void Counter_and_integrated_power_agree_within_a_tenth()
    {
        (Channel channel, int energy) = EnergyChannel();
        int power = Index($"{channel.Device.Id}.power");
        using IDisposable busy = RealGpu.Busy();
        Thread.Sleep(2000); // past the rise
        double first = Sampled(100).Values[energy], integral = 0, watts = Sampled(100).Values[power];
        long began = Stopwatch.GetTimestamp(), last = began;
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
        {
            Thread.Sleep(20);
            double now = Sampled(100).Values[power];
            long stamp = Stopwatch.GetTimestamp();
            integral += (watts + now) / 2 * Stopwatch.GetElapsedTime(last, stamp).TotalSeconds;
            (watts, last) = (now, stamp);
        }

        double counted = (Sampled(100).Values[energy] - first) * 1e-3;
        Record.Line($"counter {counted:F1} J, integral {integral:F1} J, ratio {counted / integral:F4} over 10 s of load");
        Assert.InRange(counted / integral, 0.9, 1.1);
    }

    [Fact]
    public void Work_costs_energy_beyond_idling()
    {
        (_, int energy) = EnergyChannel();
        double idle = JoulesOver(energy, TimeSpan.FromSeconds(4));
        double busy;
        using (RealGpu.Busy())
        {
            busy = JoulesOver(energy, TimeSpan.FromSeconds(4));
        }

        Record.Line($"4 s idle: {idle:F1} J; 4 s of load: {busy:F1} J");
        Assert.True(busy > 1.2 * idle, $"{busy} J under load, {idle} J idle");
    }

    private static double JoulesOver(int energy, TimeSpan time)
    {
        double first = Sampled(100).Values[energy];
        Thread.Sleep(time);
        return (Sampled(100).Values[energy] - first) * 1e-3;
    }

    /// <summary>One sample; a channel that has nothing new is asked again a few times.</summary>
    internal static (SampleWriter Writer, double[] Values) Sampled(int milliseconds = 1500)
    {
        NvmlSampler sampler = RealGpu.Sampler;
        SampleWriter writer = new(TimeProvider.System, sampler.Channels.Count);
        double[] values = [.. Enumerable.Repeat(double.NaN, sampler.Channels.Count)];
        for (long began = Stopwatch.GetTimestamp(); ; Thread.Sleep(50))
        {
            writer.Begin(energyOnly: milliseconds < 1000);
            sampler.Sample(writer);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = writer.Samples[i].State == SampleState.Read ? writer.Samples[i].Value : values[i];
            }

            if (milliseconds < 1000 || Stopwatch.GetElapsedTime(began).TotalMilliseconds > milliseconds)
            {
                return (writer, values);
            }
        }
    }

    private static (Channel Channel, int Index) EnergyChannel()
    {
        Channel? channel = RealGpu.Sampler.Channels.FirstOrDefault(one => one.Kind == ChannelKind.EnergyCounter && one.Device.InTotal);
        Assert.SkipWhen(channel is null, "no GPU here keeps an energy counter");
        return (channel!, Index(channel!.FullName));
    }

    private static int Index(string name) => RealGpu.Sampler.Channels.TakeWhile(channel => channel.FullName != name).Count();
}
