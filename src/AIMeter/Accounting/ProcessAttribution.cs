using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>Gives this process its share of the CPU and memory energy, by CPU time.</summary>
internal static class ProcessAttribution
{
    // The host's busy time is kept in ticks of 10 ms (USER_HZ 100); each end may be one off.
    private const double TickError = 0.02;

    private const string WithoutIdle = "CPU time of this process / busy CPU time of the host, of the energy above idle; idle stays unattributed";
    private const string WithIdle = "CPU time of this process / busy CPU time of the host, of all energy, idle included";

    public static ProcessShare? Of(SessionRecorder recorder, IReadOnlyList<DeviceReport> counted)
    {
        DeviceReport[] shared = [.. counted.Where(device => device.Device.Kind is DeviceKind.Cpu or DeviceKind.Memory && device.Energy.IsKnown)];
        if (shared.Length == 0 || Growth(recorder, "process.cpu_time") is not { } own || Growth(recorder, "host.cpu_busy_time") is not { } busy || busy <= 0 || own < 0)
        {
            return null;
        }

        bool explicitIdle = shared.All(device => device.Idle is { Explicit: true });
        EnergyResult whole = EnergyResult.Sum(shared.Select(device => (device.Device.Id, device.Energy)));
        EnergyResult active = explicitIdle ? EnergyResult.Sum(shared.Select(device => (device.Device.Id, device.NetEnergy!))) : whole;
        double share = Math.Min(1, own / busy);
        EnergyResult energy = Share(active, share, own / (busy + TickError), busy - TickError > own ? own / (busy - TickError) : 1);
        return new ProcessShare
        {
            CpuTimeShare = share,
            Energy = energy,
            Unattributed = Rest(whole, energy),
            Shared = whole,
            Rule = explicitIdle ? WithoutIdle : WithIdle,
        };
    }

    private static EnergyResult Share(EnergyResult whole, double share, double least, double most) => EnergyResult.Known(
        whole.Energy!.Value * share, whole.Low!.Value * Math.Min(share, least), whole.High!.Value * Math.Max(share, most),
        MeasurementMethod.Attributed, whole.Source, whole.Caveats);

    private static EnergyResult Rest(EnergyResult whole, EnergyResult part)
    {
        Energy rest = whole.Energy!.Value - part.Energy!.Value;
        double low = Math.Max(0, whole.Low!.Value.Joules - part.High!.Value.Joules);
        double high = Math.Max(rest.Joules, whole.High!.Value.Joules - part.Low!.Value.Joules);
        return EnergyResult.Known(
            rest, Energy.FromJoules(Math.Min(low, rest.Joules)), Energy.FromJoules(high), MeasurementMethod.Attributed, whole.Source, whole.Caveats);
    }

    private static double? Growth(SessionRecorder recorder, string fullName)
    {
        ChannelSlot? slot = recorder.Sources.SelectMany(source => source.Channels).FirstOrDefault(each => each.Channel.FullName == fullName);
        return slot is null || double.IsNaN(slot.First.Value) ? null : slot.Last.Value - slot.First.Value;
    }
}
