using System.Globalization;

namespace AIMetering.Sources.Rapl;

/// <summary>One energy event of the perf PMU.</summary>
/// <param name="Name">Its name in sysfs, such as <c>energy-pkg</c>.</param>
/// <param name="Part">What it counts.</param>
/// <param name="Config">The number that selects it.</param>
/// <param name="JoulesPerCount">The joules of one count, 2^-32 on all kernels so far.</param>
internal sealed record PerfEvent(string Name, RaplPart Part, ulong Config, double JoulesPerCount);

/// <summary>The perf PMU <c>power</c> as sysfs describes it: read from files only, so it can be read from any tree.</summary>
/// <param name="Type">The number the kernel gave the PMU at this boot.</param>
/// <param name="Cpus">One CPU per die or socket, on which its counters are opened.</param>
/// <param name="Events">The events it offers.</param>
internal sealed record PerfPmu(uint Type, IReadOnlyList<int> Cpus, IReadOnlyList<PerfEvent> Events)
{
    /// <summary>The events that are known, in the order of <see cref="RaplPart"/>.</summary>
    private static readonly (string Name, RaplPart Part)[] Known =
    [
        ("energy-pkg", RaplPart.Package), ("energy-cores", RaplPart.Cores), ("energy-gpu", RaplPart.Uncore),
        ("energy-ram", RaplPart.Dram), ("energy-psys", RaplPart.Platform),
    ];

    /// <summary>Reads the PMU; null when the tree has none or describes it in a way that is not known.</summary>
    public static PerfPmu? Read(string sysRoot)
    {
        string folder = Path.Combine(sysRoot, "bus/event_source/devices/power");
        string? number = FileText.TryRead(Path.Combine(folder, "type"));
        return uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint type) &&
            CpuTopology.ParseList(FileText.TryRead(Path.Combine(folder, "cpumask"))) is { } cpus
                ? new PerfPmu(type, cpus, [.. Known.Select(known => Event(folder, known.Name, known.Part)).OfType<PerfEvent>()])
                : null;
    }

    /// <summary>The counters to open: one for each event on the CPU of each package, sockets first, the platform last.</summary>
    public IReadOnlyList<(RaplDomain Domain, int Cpu, PerfEvent Event)> Plan(string sysRoot, bool isAmd)
    {
        var packages = CpuTopology.Packages(Cpus.Select(cpu => CpuTopology.Find(sysRoot, cpu)).OfType<CpuPlace>(), isAmd);
        var all = packages.SelectMany(package =>
            Events.Select(energy => (Domain: package.Package.Of(energy.Part), package.Place.Cpu, Event: energy)));
        return [.. all.DistinctBy(counter => counter.Domain).OrderBy(counter => counter.Domain.Part == RaplPart.Platform)];
    }

    private static PerfEvent? Event(string folder, string name, RaplPart part)
    {
        string file = Path.Combine(folder, "events", name);
        return Config(FileText.TryRead(file)) is { } config && FileText.TryRead(file + ".unit") == "Joules" &&
            FileText.TryReadNumber(file + ".scale") is { } scale and > 0
                ? new PerfEvent(name, part, config, scale)
                : null;
    }

    /// <summary>The number in <c>event=0x02</c>; null when the text has another form.</summary>
    private static ulong? Config(string? text)
    {
        const string prefix = "event=0x";
        return text is not null && text.StartsWith(prefix, StringComparison.Ordinal) &&
            ulong.TryParse(text[prefix.Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : null;
    }
}
