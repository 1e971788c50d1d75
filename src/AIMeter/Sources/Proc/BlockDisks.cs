namespace AIMetering.Sources.Proc;

/// <summary>The disks whose bytes are counted: whole, and with hardware behind them.</summary>
/// <remarks>
/// Partitions, loop, RAM, device mapper, md and other stacked block devices hand their I/O on to a disk that counts it again.
/// sysfs tells them apart without a list of names: only a disk with hardware (or a virtual controller) behind it has a
/// <c>device</c> link. The hidden paths of NVMe multipath are left out, their head is counted.
/// </remarks>
internal sealed record BlockDisks(IReadOnlyList<string> Names, IReadOnlyList<string> Numbers)
{
    public static BlockDisks Find(SourceEnvironment environment)
    {
        string folder = Path.Combine(environment.SysRoot, "block");
        string[] names = [.. FileText.Entries(folder).Where(name => IsWholeDisk(Path.Combine(folder, name)))];
        string?[] numbers = [.. names.Select(name => FileText.TryRead(Path.Combine(folder, name, "dev")))];
        IEnumerable<string> kernelNames = names.Select(name => name.Replace('!', '/')); // sysfs cannot have a slash in a name
        return new([.. kernelNames], [.. numbers.OfType<string>()]);
    }

    private static bool IsWholeDisk(string path) =>
        Path.Exists(Path.Combine(path, "device")) && FileText.TryRead(Path.Combine(path, "hidden")) != "1";
}
