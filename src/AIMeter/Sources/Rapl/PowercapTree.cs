using System.Text.RegularExpressions;

namespace AIMetering.Sources.Rapl;

/// <summary>One zone below <c>/sys/class/powercap</c>.</summary>
/// <param name="Id">The name of its folder, such as <c>intel-rapl:0:1</c>; the numbers are hexadecimal.</param>
/// <param name="Folder">The path of its folder, through the class directory.</param>
/// <param name="Exists">False when the entry is a symbolic link to nowhere.</param>
/// <param name="Name">What the zone calls itself, such as <c>package-0</c>; null when that cannot be read.</param>
internal sealed record PowercapZone(string Id, string Folder, bool Exists, string? Name)
{
    /// <summary>Gets whether the zone is the second view of the package counter through memory-mapped registers.</summary>
    public bool IsMmio => Id.StartsWith("intel-rapl-mmio:", StringComparison.Ordinal);

    /// <summary>Gets the id of the zone above, which for a zone at the top is the control type.</summary>
    public string ParentId => Id[..Id.LastIndexOf(':')];

    /// <summary>Gets the path of the counter.</summary>
    public string EnergyFile => Path.Combine(Folder, "energy_uj");

    /// <summary>Gets the name with the id, for notes.</summary>
    public string Label => Name is null ? Id : $"{Id} ({Name})";
}

/// <summary>Finds the RAPL zones of a powercap tree; reads names and limits, never counters.</summary>
internal static partial class PowercapTree
{
    /// <summary>All RAPL zones, parents before their children.</summary>
    /// <remarks>The class directory shows every zone flat, as a symbolic link.</remarks>
    public static IReadOnlyList<PowercapZone> Read(string sysRoot)
    {
        string root = Path.Combine(sysRoot, "class/powercap");
        IEnumerable<string> ids = FileText.Entries(root).Where(entry => ZoneId().IsMatch(entry));
        return [.. ids.OrderBy(id => id.Count(c => c == ':')).Select(id => Zone(id, Path.Combine(root, id)))];
    }

    /// <summary>The count, in microjoules, at which a zone's counter starts again at zero; null when it does not say.</summary>
    /// <remarks>
    /// The registers have 32 bits, and <c>max_energy_range_uj</c> is the largest value they hold: 2^32 - 1 units. The
    /// counter starts again one unit later.
    /// </remarks>
    public static double? WrapsAt(PowercapZone zone) =>
        FileText.TryReadNumber(Path.Combine(zone.Folder, "max_energy_range_uj")) is { } range and > 0
            ? range * (4294967296.0 / 4294967295.0)
            : null;

    /// <summary>The larger of the long and short term power limits (PL1, PL2) in watts; null when the zone has none.</summary>
    public static double? LimitWatts(PowercapZone zone)
    {
        double largest = 0;
        foreach (string file in FileText.Entries(zone.Folder).Where(entry => ConstraintName().IsMatch(entry)))
        {
            string limit = Path.Combine(zone.Folder, file.Replace("_name", "_power_limit_uw", StringComparison.Ordinal));
            bool isMean = FileText.TryRead(Path.Combine(zone.Folder, file)) is "long_term" or "short_term";
            largest = isMean ? Math.Max(largest, FileText.TryReadNumber(limit) ?? 0) : largest;
        }

        return largest > 0 ? largest / 1e6 : null;
    }

    private static PowercapZone Zone(string id, string folder) =>
        new(id, folder, Directory.Exists(folder), FileText.TryRead(Path.Combine(folder, "name")));

    [GeneratedRegex("^intel-rapl(-mmio)?:[0-9a-f]+(:[0-9a-f]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneId();

    [GeneratedRegex("^constraint_[0-9]+_name$", RegexOptions.CultureInvariant)]
    private static partial Regex ConstraintName();
}
