using System.Globalization;
using System.Text.RegularExpressions;
using AIMetering.Readings;

namespace AIMetering.Sources.Hwmon;

/// <summary>Finds ACPI power meters: the domains of an NVIDIA Grace module, and the input power of other machines.</summary>
/// <remarks>
/// Source: the kernel's drivers/hwmon/acpi_power_meter.c and Documentation/hwmon/sysfs-interface.rst. Older kernels keep the
/// files in the folder <c>device</c> of the hwmon entry, newer ones in the entry itself.
/// </remarks>
internal static partial class AcpiMeters
{
    /// <summary>The default of the Grace firmware, where the file that says it is missing.</summary>
    private static readonly TimeSpan GraceInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Meters behind a management controller answer once a second or slower.</summary>
    private static readonly TimeSpan BoardInterval = TimeSpan.FromSeconds(1);

    /// <summary>The guard against impossible readings of a Grace socket, the same as for a socket with RAPL.</summary>
    private const double MaxGraceWatts = 2000;

    /// <summary>All ACPI meters of a tree.</summary>
    public static IReadOnlyList<FoundMeter> Find(string sysRoot)
    {
        string root = Path.Combine(sysRoot, "class/hwmon");
        List<FoundMeter> meters = [];
        foreach (string entry in FileText.Entries(root).Select(entry => Path.Combine(root, entry)))
        {
            string[] folders = [entry, Path.Combine(entry, "device")];
            if (Array.Find(folders, folder => File.Exists(PowerFile(folder))) is { } folder)
            {
                AddIfKnown(folder, DriverName(folder) ?? DriverName(entry), meters);
            }
        }

        return meters;
    }

    private static string PowerFile(string folder) => Path.Combine(folder, "power1_average");

    private static string? DriverName(string folder) => FileText.TryRead(Path.Combine(folder, "name"));

    private static void AddIfKnown(string folder, string? driver, List<FoundMeter> meters)
    {
        string? info = FileText.TryRead(Path.Combine(folder, "power1_oem_info"));
        Match grace = GraceDomain().Match(info ?? "");
        if (grace.Success)
        {
            Device device = GraceDevice(grace.Groups["domain"].Value, grace.Groups["socket"].Value);
            meters.Add(new FoundMeter(HwmonSpot.Microwatts(PowerFile(folder)), device, GraceSensor(folder, device)));
        }
        else if (driver == "power_meter")
        {
            meters.Add(Board(folder, info, meters.Count(meter => meter.IsSlow)));
        }
    }

    /// <summary>Grace contains its CPU and SysIO rails; the module contains Grace and the GPU.</summary>
    private static Device GraceDevice(string domain, string socket) => domain switch
    {
        "Grace" => new Device("cpu" + socket, DeviceKind.Cpu, "NVIDIA Grace socket " + socket),
        "CPU" => GracePart(socket, "-rail", "CPU rail"),
        "SysIO" => GracePart(socket, "-sysio", "SysIO rail"),
        _ => new Device("module" + socket, DeviceKind.Platform, "module of socket " + socket)
        {
            ExclusionReason = "contains the CPU and the GPU of the module",
        },
    };

    private static Device GracePart(string socket, string suffix, string name) =>
        new("cpu" + socket + suffix, DeviceKind.Part, name + " of socket " + socket)
        {
            PartOf = "cpu" + socket,
            ExclusionReason = "already counted in cpu" + socket,
        };

    private static SensorTraits GraceSensor(string folder, Device device)
    {
        TimeSpan interval = Interval(folder) ?? GraceInterval;
        return new SensorTraits
        {
            RefreshPeriod = interval,
            AveragingWindow = interval,
            MaxPowerWatts = device.Kind == DeviceKind.Platform ? null : MaxGraceWatts,
        };
    }

    private static FoundMeter Board(string folder, string? info, int number)
    {
        TimeSpan? interval = Interval(folder);
        string id = string.Create(CultureInfo.InvariantCulture, $"acpi{number}");
        Device device = new(id, DeviceKind.Platform, string.IsNullOrEmpty(info) ? "ACPI power meter" : info)
        {
            ExclusionReason = "input power of the machine or a part of it: contains what the other devices measure",
        };
        TimeSpan refresh = interval > BoardInterval ? interval.Value : BoardInterval;
        SensorTraits sensor = new() { RefreshPeriod = refresh, AveragingWindow = interval };
        return new FoundMeter(HwmonSpot.Microwatts(PowerFile(folder)), device, sensor, IsSlow: true);
    }

    /// <summary>The averaging interval, which the file gives in milliseconds; null when there is none.</summary>
    private static TimeSpan? Interval(string folder) =>
        FileText.TryReadNumber(Path.Combine(folder, "power1_average_interval")) is { } milliseconds and > 0 and < 1e6
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    [GeneratedRegex("^(?<domain>Grace|CPU|SysIO|Module) Power Socket (?<socket>[0-9]{1,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex GraceDomain();
}
