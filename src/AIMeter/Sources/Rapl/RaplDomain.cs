using System.Globalization;
using System.Text.RegularExpressions;
using AIMetering.Readings;

namespace AIMetering.Sources.Rapl;

/// <summary>The parts of a machine whose energy RAPL counts, in the order in which they are listed.</summary>
internal enum RaplPart
{
    /// <summary>A socket or die: cores, last level cache, integrated GPU, uncore.</summary>
    Package,

    /// <summary>The cores of a package (PP0); inside the package.</summary>
    Cores,

    /// <summary>The integrated GPU of a client package (PP1, named uncore); inside the package.</summary>
    Uncore,

    /// <summary>The memory of a socket; beside the package.</summary>
    Dram,

    /// <summary>The platform as its board's vendor defines it (psys); contains the packages.</summary>
    Platform,
}

/// <summary>One energy domain of RAPL, whichever interface shows it: the same domain has the same device id everywhere.</summary>
/// <param name="Part">What it covers.</param>
/// <param name="Socket">The physical package id.</param>
/// <param name="Die">The die inside the package; null when the package has one.</param>
internal readonly partial record struct RaplDomain(RaplPart Part, int Socket, int? Die = null)
{
    /// <summary>Gets the id of the device: <c>cpu0</c>, <c>cpu0-die1</c>, <c>cpu0-cores</c>, <c>dram0</c>, <c>psys</c>.</summary>
    public string Id => Part switch
    {
        RaplPart.Package => PackageId,
        RaplPart.Cores => PackageId + "-cores",
        RaplPart.Uncore => PackageId + "-uncore",
        RaplPart.Dram => Place("dram"),
        _ => Socket == 0 ? "psys" : Number("psys", Socket),
    };

    private string PackageId => Place("cpu");

    /// <summary>Reads the name of a powercap zone.</summary>
    /// <param name="name">The content of the zone's <c>name</c> file.</param>
    /// <param name="parent">The domain of the zone above; null for a zone at the top.</param>
    /// <returns>Null when the name is none of RAPL's, or a part stands without its package.</returns>
    public static RaplDomain? Parse(string name, RaplDomain? parent = null) => name switch
    {
        "core" => parent?.Of(RaplPart.Cores),
        "uncore" => parent?.Of(RaplPart.Uncore),
        "dram" => parent?.Of(RaplPart.Dram),
        "psys" => new RaplDomain(RaplPart.Platform, 0),
        _ => ParseNumbered(name),
    };

    /// <summary>The domain of another part at the same socket and die; the platform has no dies.</summary>
    public RaplDomain Of(RaplPart part) => new(part, Socket, part == RaplPart.Platform ? null : Die);

    /// <summary>The device as the report shows it, with its place in or outside the total.</summary>
    /// <param name="cpuName">The model of the CPU; null when unknown.</param>
    public Device ToDevice(string? cpuName) => Part switch
    {
        RaplPart.Package => new Device(Id, DeviceKind.Cpu, cpuName),
        RaplPart.Dram => new Device(Id, DeviceKind.Memory, "DRAM of " + PackageId),
        RaplPart.Platform => new Device(Id, DeviceKind.Platform, "platform (psys)") { ExclusionReason = "contains the packages" },
        RaplPart.Cores => Inside("cores of " + PackageId),
        _ => Inside("integrated GPU (uncore) of " + PackageId),
    };

    private static RaplDomain? ParseNumbered(string name)
    {
        Match match = NumberedName().Match(name);
        if (!match.Success || Numeral(match.Groups["n"]) is not { } socket)
        {
            return null;
        }

        RaplPart part = name.StartsWith("psys", StringComparison.Ordinal) ? RaplPart.Platform : RaplPart.Package;
        return new RaplDomain(part, socket, Numeral(match.Groups["die"]));
    }

    private static int? Numeral(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static string Number(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    [GeneratedRegex(@"^(package-(?<n>\d+)(-die-(?<die>\d+))?|psys-(?<n>\d+))$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedName();

    private string Place(string prefix) => Number(prefix, Socket) + (Die is { } die ? Number("-die", die) : "");

    private Device Inside(string name) =>
        new(Id, DeviceKind.Part, name) { PartOf = PackageId, ExclusionReason = "already counted in " + PackageId };
}
