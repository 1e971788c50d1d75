using System.Diagnostics;

namespace AIMetering.Sources.Nvml;

/// <summary>Finds a native library that this process has loaded already, without loading it.</summary>
internal static class LoadedLibrary
{
    /// <summary>The full path of a loaded library; null when it is not loaded.</summary>
    /// <param name="linux">The start of its file name on Linux, such as <c>libcuda.so</c>.</param>
    /// <param name="windows">Its file name on Windows.</param>
    public static string? Path(string linux, string windows) => OperatingSystem.IsLinux() ? FromMaps(linux) : FromModules(windows);

    private static string? FromMaps(string name)
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                int slash = line.IndexOf('/');
                if (slash >= 0 && System.IO.Path.GetFileName(line[slash..]).StartsWith(name, StringComparison.Ordinal))
                {
                    return line[slash..];
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // without /proc nothing can be told, and nothing is drained
        }

        return null;
    }

    private static string? FromModules(string name)
    {
        using Process self = Process.GetCurrentProcess();
        return self.Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => string.Equals(module.ModuleName, name, StringComparison.OrdinalIgnoreCase))?.FileName;
    }
}
