using System.Globalization;

namespace AIMetering.Sources.Cgroup;

/// <summary>The control group (v2) that this process runs in, and the limits that hold for it.</summary>
/// <param name="Path">
/// Its path below the root of the hierarchy that can be seen from here, such as <c>/system.slice/app.service</c>; <c>/</c> in a
/// container with a namespace of its own.
/// </param>
/// <param name="Folders">Its folder, then those of the groups above it: a limit of any of them holds.</param>
internal sealed record ControlGroup(string Path, IReadOnlyList<string> Folders)
{
    /// <summary>Gets the group's own folder.</summary>
    public string Folder => Folders[0];

    /// <summary>Gets whether this is the root of the machine, which has no limits and counts what the host counts.</summary>
    public bool IsRoot => !File.Exists(System.IO.Path.Combine(Folder, "cgroup.type")); // every group but the root has it

    /// <summary>Finds the group of this process.</summary>
    /// <returns>Null when the machine has no cgroup v2 hierarchy with controllers.</returns>
    public static ControlGroup? Find(SourceEnvironment environment)
    {
        string root = System.IO.Path.Combine(environment.SysRoot, "fs", "cgroup");
        string? path = OwnPath(FileText.TryRead(System.IO.Path.Combine(environment.ProcRoot, "self", "cgroup")) ?? "");
        if (path is null || !File.Exists(System.IO.Path.Combine(root, "cgroup.controllers")))
        {
            return null;
        }

        // A path that is not below this mount (a container that sees its own group as the root) means the root of the mount.
        bool isSeen = !path.Split('/').Contains("..") && Directory.Exists(root + path);
        string seen = isSeen ? path : "/";
        return new(seen, [.. Ancestry(root, seen)]);
    }

    /// <summary>Gets the CPUs that quotas allow, the tightest of the group and those above it; null without a quota.</summary>
    public double? CpuQuota() => Tightest("cpu.max", text =>
    {
        double[] words = [.. text.Split(' ').Select(Number).OfType<double>()];
        return words is [> 0 and double quota, > 0 and double period] ? quota / period : null; // "max 100000" is one number
    });

    /// <summary>Gets the bytes of memory that limits allow, the tightest of the group and those above it; null without a limit.</summary>
    public double? MemoryLimit() => Tightest("memory.max", Number);

    /// <summary>The path of the v2 hierarchy in the text of <c>/proc/self/cgroup</c>: the line <c>0::/path</c>.</summary>
    internal static string? OwnPath(string text) => text.Split('\n')
        .Where(line => line.StartsWith("0::/", StringComparison.Ordinal))
        .Select(line => line[3..].TrimEnd())
        .FirstOrDefault();

    private double? Tightest(string file, Func<string, double?> read) =>
        Folders.Select(folder => FileText.TryRead(System.IO.Path.Combine(folder, file))).OfType<string>().Min(read);

    private static double? Number(string word) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    private static IEnumerable<string> Ancestry(string root, string path)
    {
        for (string at = path.TrimEnd('/'); at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            yield return root + at;
        }

        yield return root;
    }
}
