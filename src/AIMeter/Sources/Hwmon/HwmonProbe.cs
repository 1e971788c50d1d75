using AIMetering.Sources.Rapl;

namespace AIMetering.Sources.Hwmon;

/// <summary>Looks for power meters of hwmon whose meaning is known: NVIDIA Grace, NVIDIA Jetson, ACPI power meters.</summary>
internal sealed class HwmonProbe : ISourceProbe
{
    private const string OpenGrace =
        "On NVIDIA Grace load acpi_power_meter (CONFIG_SENSORS_ACPI_POWER): `sudo modprobe acpi_power_meter`; " +
        "some machines need the boot option `acpi_power_meter.force_cap_on=y`.";

    public string Name => "hwmon";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        IReadOnlyList<FoundMeter> rails = JetsonRails.Find(environment.SysRoot, out string? note);
        List<FoundMeter> found = [.. rails.Concat(AcpiMeters.Find(environment.SysRoot)).DistinctBy(meter => meter.Device.Id)];
        if (found.Count == 0)
        {
            bool isX86 = CpuIdentity.Read(environment.ProcRoot).IsX86;
            const string reason = "there is no power meter of a kind that is known (NVIDIA Grace, NVIDIA Jetson, ACPI).";
            return ProbedSource.Unavailable(Name, reason, isX86 ? null : OpenGrace);
        }

        return Open(found, note);
    }

    private ProbedSource Open(IReadOnlyList<FoundMeter> found, string? note)
    {
        List<HwmonMeter> meters = [];
        List<string> notes = note is null ? [] : [note];
        bool mayBlock = false;
        string? first = null;
        foreach (FoundMeter place in found)
        {
            if (HwmonMeter.TryOpen(place.Spot, place.Device, place.Sensor, out string? reason) is { } meter)
            {
                meters.Add(meter);
                mayBlock |= place.IsSlow;
            }
            else
            {
                first ??= reason;
                notes.Add($"{place.Device.Id} is left out: {reason}");
            }
        }

        string? all = notes.Count == 0 ? null : string.Join("; ", notes) + ".";
        return meters.Count == 0
            ? ProbedSource.Unavailable(Name, first + ".")
            : ProbedSource.Ready(new HwmonSampler(Name, meters, mayBlock), all);
    }
}
