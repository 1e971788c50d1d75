using System.Buffers.Binary;
using AIMetering.Sources;

namespace AIMetering.Tests.Machines;

/// <summary>A machine in a temporary folder: a variant of a kept one, or one whose counters change while they are read.</summary>
internal sealed class MachineTree : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "aimeter-" + Path.GetRandomFileName());

    public MachineTree() => Directory.CreateDirectory(_root);

    public SourceEnvironment Environment => MachineFolder.Environment(_root);

    public static MachineTree CopyOf(string machine)
    {
        MachineTree tree = new();
        Copy(new DirectoryInfo(MachineFolder.Of(machine)), tree._root);
        return tree;
    }

    public string PathOf(string path) => Path.Combine(_root, path);

    public MachineTree Write(string path, string text)
    {
        string file = Created(path);
        File.WriteAllText(file, text + "\n");
        return this;
    }

    public MachineTree Link(string path, string target)
    {
        string file = Created(path);
        File.Delete(file);
        File.CreateSymbolicLink(file, target);
        return this;
    }

    /// <summary>Makes a file one that only root may read; for root itself see <see cref="Nobody"/>.</summary>
    public MachineTree Close(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(path), UnixFileMode.None);
        }

        return this;
    }

    public MachineTree Remove(string path)
    {
        string file = PathOf(path);
        if (Directory.Exists(file))
        {
            Directory.Delete(file, recursive: true);
        }
        else
        {
            File.Delete(file);
        }

        return this;
    }

    public MachineTree Cpu(string vendor, int family, int model, string flags = "fpu sse2") => Write(
        "proc/cpuinfo",
        $"""
        processor	: 0
        vendor_id	: {vendor}
        cpu family	: {family}
        model		: {model}
        model name	: A CPU
        flags		: {flags}

        """);

    public MachineTree Place(int cpu, int socket, int die = 0) =>
        Write($"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", $"{socket}")
            .Write($"sys/devices/system/cpu/cpu{cpu}/topology/die_id", $"{die}");

    /// <summary>Adds a powercap zone without links: the class directory may hold folders too.</summary>
    public MachineTree Zone(string id, string name, ulong energy, ulong range = 262143328850) =>
        Write($"sys/class/powercap/{id}/name", name)
            .Write($"sys/class/powercap/{id}/energy_uj", $"{energy}")
            .Write($"sys/class/powercap/{id}/max_energy_range_uj", $"{range}");

    /// <summary>Writes a register into the msr file of a CPU: eight bytes at its number, the rest a hole.</summary>
    public MachineTree Register(int cpu, uint register, ulong value)
    {
        using FileStream file = new(Created($"dev/cpu/{cpu}/msr"), FileMode.OpenOrCreate);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        file.Position = register;
        file.Write(bytes);
        return this;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Created(string path)
    {
        string file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        foreach (FileSystemInfo entry in from.GetFileSystemInfos())
        {
            string target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                Directory.CreateDirectory(target);
                Copy(folder, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }
}
