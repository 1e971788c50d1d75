using System.Globalization;

namespace AIMetering.Sources.Rapl;

/// <summary>Where a logical CPU sits.</summary>
internal readonly record struct CpuPlace(int Cpu, int Socket, int Die);

/// <summary>Which CPU to ask for which package: the counters are read on a CPU of the package they belong to.</summary>
internal static class CpuTopology
{
    /// <summary>The places of all CPUs that are online, in the order of their numbers.</summary>
    public static IReadOnlyList<CpuPlace> Read(string sysRoot) =>
        [.. FileText.Entries(Path.Combine(sysRoot, "devices/system/cpu")).Select(CpuNumber).OfType<int>().Order()
            .Select(cpu => Find(sysRoot, cpu)).OfType<CpuPlace>()];

    /// <summary>The place of one CPU; null when it is offline or the tree does not say.</summary>
    public static CpuPlace? Find(string sysRoot, int cpu)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"devices/system/cpu/cpu{cpu}/topology");
        string folder = Path.Combine(sysRoot, path);
        return FileText.TryReadNumber(Path.Combine(folder, "physical_package_id")) is { } socket and >= 0
            ? new CpuPlace(cpu, (int)socket, (int)(FileText.TryReadNumber(Path.Combine(folder, "die_id")) ?? 0))
            : null;
    }

    /// <summary>Gives each package counter one CPU to read it on.</summary>
    /// <remarks>
    /// Intel keeps a counter per die (Cascade Lake-AP has two dies in a package), AMD one per package. Linux 6.9 to 6.11
    /// took the core dies of AMD for dies with counters (commit 63edbaa48a57; mended by 8d72eba1cf8c for perf and 26096aed255f
    /// for powercap) and listed each: all show the counter of the package, so only the first is read.
    /// </remarks>
    public static IReadOnlyList<(CpuPlace Place, RaplDomain Package)> Packages(IEnumerable<CpuPlace> places, bool isAmd)
    {
        List<CpuPlace> first = [.. places.DistinctBy(place => isAmd ? (place.Socket, 0) : (place.Socket, place.Die))];
        bool hasDies = first.DistinctBy(place => place.Socket).Count() < first.Count;
        return [.. first.Select(place => (place, new RaplDomain(RaplPart.Package, place.Socket, hasDies ? place.Die : null)))];
    }

    /// <summary>Reads a list of CPUs as the kernel writes it: <c>0,28</c> or <c>0-3,8</c>.</summary>
    /// <returns>Null when the text is none.</returns>
    public static IReadOnlyList<int>? ParseList(string? text)
    {
        List<int> cpus = [];
        foreach (string range in (text ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } from || Number(ends[^1]) is not { } to || to < from ||
                to > MostCpus)
            {
                return null;
            }

            cpus.AddRange(Enumerable.Range(from, to - from + 1));
        }

        return cpus;
    }

    /// <summary>More CPUs than any kernel is built for; a larger number is a garbled text.</summary>
    private const int MostCpus = 65_536;

    private static int? CpuNumber(string entry) => entry.StartsWith("cpu", StringComparison.Ordinal) ? Number(entry[3..]) : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
