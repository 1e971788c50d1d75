using AIMetering.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Tests.Machines;

/// <summary>The machines kept in this folder: trees of files as a kernel shows them, with the text they are approved by.</summary>
internal static class MachineFolder
{
    private static readonly string Root = FindRoot();

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static string Of(string name) => Path.Combine(Root, name);

    /// <summary>An environment whose roots lie in a folder: sys, proc and dev.</summary>
    public static SourceEnvironment Environment(string folder, TimeProvider? time = null) => new(
        Path.Combine(folder, "sys"), Path.Combine(folder, "proc"), Path.Combine(folder, "dev"),
        time ?? TimeProvider.System, NullLogger.Instance);

    /// <summary>The folder in the source tree: the trees hold symbolic links, which a build would not copy as such.</summary>
    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string machines = Path.Combine(folder.FullName, "tests", "AIMeter.Tests", "Machines");
            if (Directory.Exists(machines))
            {
                return machines;
            }
        }

        throw new DirectoryNotFoundException("The tests read the machine trees from the source tree, so run them inside it.");
    }
}
