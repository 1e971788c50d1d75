using System.Globalization;
using System.Text;
using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Hwmon;
using AIMetering.Sources.Rapl;

namespace AIMetering.Tests.Machines;

/// <summary>Says in a readable text what the sources of CPU and board energy found on a machine.</summary>
internal static class SourceText
{
    public static readonly ISourceProbe[] Probes = [new PerfPowerProbe(), new PowercapProbe(), new HwmonProbe(), new MsrProbe()];

    public static string OfMachine(SourceEnvironment environment)
    {
        StringBuilder text = new();
        foreach (ISourceProbe probe in Probes)
        {
            text.AppendLine(Of(probe.Probe(environment)));
            if (probe is PerfPowerProbe)
            {
                AppendPlan(text, environment);
            }
        }

        return text.ToString();
    }

    /// <summary>A source: its status, and each device with its place in the total, its sensor and its first value.</summary>
    public static string Of(ProbedSource source)
    {
        using IDisposable? sampler = source.Sampler as IDisposable;
        StringBuilder text = new();
        text.AppendLine($"{source.Status.Source}: {(source.Status.IsReady ? "ready" : "not available")}");
        AppendIfAny(text, "    because: ", source.Status.IsReady ? null : source.Status.Reason);
        AppendIfAny(text, "    note: ", source.Status.IsReady ? source.Status.Reason : null);
        AppendIfAny(text, "    remedy: ", source.Status.Remedy);
        if (source.Sampler is { } ready)
        {
            Sample[] samples = Samples.Take(ready);
            for (int i = 0; i < samples.Length; i++)
            {
                text.AppendLine("    " + Of(ready.Channels[i], samples[i]));
            }
        }

        return text.ToString();
    }

    private static string Of(Channel channel, Sample sample)
    {
        Device device = channel.Device;
        SensorTraits sensor = channel.Sensor!;
        string place = device.InTotal ? "in the total" : "not in the total: " + device.ExclusionReason;
        string part = device.PartOf is { } whole ? ", part of " + whole : "";
        string value = channel.Kind == ChannelKind.EnergyCounter
            ? Invariant($"{sample.Value:R} x {sensor.JoulesPerCount:R} J, {Wrap(sensor)}")
            : Invariant($"{sample.Value:G6} W");
        string power = sensor.MaxPowerWatts is { } watts ? Invariant($", at most {watts} W") : "";
        string average = sensor.AveragingWindow is { } window ? Invariant($", averages {window.TotalMilliseconds} ms") : "";
        return Invariant($"{device.Id} | {device.Kind}, {device.Name} | {place}{part} | {channel.ColumnName} = {value}") +
            Invariant($" | every {sensor.RefreshPeriod.TotalMilliseconds} ms{average}, within {sensor.GainError:P0}{power}");
    }

    private static void AppendPlan(StringBuilder text, SourceEnvironment environment)
    {
        if (PerfPmu.Read(environment.SysRoot) is { } pmu)
        {
            text.AppendLine(Invariant($"    on the machine itself, PMU {pmu.Type} would count:"));
            foreach (var counter in pmu.Plan(environment.SysRoot, CpuIdentity.Read(environment.ProcRoot).IsAmd))
            {
                (string name, ulong config) = (counter.Event.Name, counter.Event.Config);
                text.AppendLine(Invariant($"    {counter.Domain.Id} | {name} ({config}) on CPU {counter.Cpu}"));
            }

            text.AppendLine();
        }
    }

    private static string Wrap(SensorTraits sensor) =>
        sensor.WrapsAt is { } count ? Invariant($"wraps at {count:F1}") : "never wraps";

    private static void AppendIfAny(StringBuilder text, string label, string? value)
    {
        if (value is not null)
        {
            text.AppendLine(label + value);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Takes samples as a session would.</summary>
internal static class Samples
{
    public static Sample[] Take(IMetricSampler sampler)
    {
        SampleWriter writer = new(TimeProvider.System, sampler.Channels.Count);
        writer.Begin(energyOnly: false);
        sampler.Sample(writer);
        return writer.Samples.ToArray();
    }
}
