using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Sources.Hwmon;

/// <summary>Finds the power rails of an NVIDIA Jetson, measured by INA3221 chips, at the paths of old and new JetPacks.</summary>
internal static class JetsonRails
{
    /// <summary>The rails that feed the whole module: they contain all others.</summary>
    private static readonly string[] Totals = ["VDD_IN", "POM_5V_IN", "Total", "TOTAL"];

    /// <summary>Assumed where the chip's driver does not state its interval.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100);

    private sealed record Rail(string Label, HwmonSpot Spot, TimeSpan Interval);

    /// <summary>All rails of a tree; the one that contains the others is in the total, the others are its parts.</summary>
    /// <param name="sysRoot">The root of sysfs.</param>
    /// <param name="note">What is to be said of them; null when nothing is.</param>
    public static IReadOnlyList<FoundMeter> Find(string sysRoot, out string? note)
    {
        string drivers = Path.Combine(sysRoot, "bus/i2c/drivers");
        IEnumerable<Rail> all = Modern(Path.Combine(drivers, "ina3221")).Concat(Old(Path.Combine(drivers, "ina3221x")));
        List<Rail> rails = [.. all.DistinctBy(rail => Id(rail.Label))];
        Rail? total = Totals.Select(name => rails.Find(rail => rail.Label == name)).FirstOrDefault(rail => rail is not null);
        note = rails.Count > 0 && total is null
            ? "no rail of this board is known to contain the others, so none is in the total"
            : null;
        return [.. rails.OrderBy(rail => rail != total).Select(rail => Meter(rail, total))];
    }

    /// <summary>JetPack 5 and later: <c>in{k}_label</c>, <c>in{k}_input</c> in mV and <c>curr{k}_input</c> in mA.</summary>
    private static IEnumerable<Rail> Modern(string driver)
    {
        foreach (string folder in Below(driver).SelectMany(chip => Below(Path.Combine(chip, "hwmon"), "hwmon")))
        {
            double? stated = FileText.TryReadNumber(Path.Combine(folder, "update_interval"));
            TimeSpan interval = stated is > 0 and < 1e6 ? TimeSpan.FromMilliseconds(stated.Value) : DefaultInterval;
            for (int k = 1; k <= 3; k++) // the chip has three channels; in4 to in7 are shunt voltages
            {
                string voltage = Numbered(folder, "in", k, "_input"), current = Numbered(folder, "curr", k, "_input");
                if (Label(Numbered(folder, "in", k, "_label")) is { } label && File.Exists(voltage) && File.Exists(current))
                {
                    yield return new Rail(label, HwmonSpot.VoltsTimesAmperes(voltage, current), interval);
                }
            }
        }
    }

    /// <summary>Before JetPack 5: <c>rail_name_{k}</c> and <c>in_power{k}_input</c> in mW.</summary>
    private static IEnumerable<Rail> Old(string driver)
    {
        foreach (string folder in Below(driver).SelectMany(chip => Below(chip, "iio:device")))
        {
            for (int k = 0; k < 3; k++)
            {
                string power = Numbered(folder, "in_power", k, "_input");
                if (Label(Numbered(folder, "rail_name_", k, "")) is { } label && File.Exists(power))
                {
                    yield return new Rail(label, HwmonSpot.Milliwatts(power), DefaultInterval);
                }
            }
        }
    }

    private static FoundMeter Meter(Rail rail, Rail? total) =>
        new(rail.Spot, Device(rail, total), new SensorTraits { RefreshPeriod = rail.Interval });

    private static Device Device(Rail rail, Rail? total) => rail == total
        ? new Device(Id(rail.Label), DeviceKind.Platform, rail.Label + " (module input)") { InTotal = true }
        : new Device(Id(rail.Label), DeviceKind.Part, rail.Label)
        {
            PartOf = total is null ? null : Id(total.Label),
            ExclusionReason = total is null ? "its place among the rails is not known" : "already counted in " + Id(total.Label),
        };

    private static IEnumerable<string> Below(string folder, string prefix = "") =>
        FileText.Entries(folder).Where(entry => entry.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => Path.Combine(folder, entry)).Where(Directory.Exists);

    private static string Numbered(string folder, string prefix, int number, string suffix) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}{suffix}"));

    /// <summary>The name of a rail; null for a channel that is not connected or only sums voltages.</summary>
    private static string? Label(string file) =>
        FileText.TryRead(file) is { Length: > 0 } label && label != "NC" && label != "sum of shunt voltages" ? label : null;

    private static string Id(string label) =>
        string.Create(label.Length, label, static (id, text) =>
        {
            for (int i = 0; i < id.Length; i++)
            {
                id[i] = char.IsAsciiLetterOrDigit(text[i]) ? char.ToLowerInvariant(text[i]) : '_';
            }
        });
}
