using System.Diagnostics;
using System.Text.Json;
using AIMetering.Benchmarks.Machines;

namespace AIMetering.Benchmarks.Trials;

/// <summary>Starts this program again in a process of its own.</summary>
internal static class Child
{
    /// <summary>Runs a trial to its end and takes its figures.</summary>
    /// <exception cref="InvalidOperationException">The trial failed; its error output went to ours.</exception>
    public static Dictionary<string, double> Trial(params string[] options)
    {
        using Process process = Start(["trial", .. options], output: true);
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, double>>(line)!
            : throw new InvalidOperationException($"The trial '{string.Join(' ', options)}' ended with code {process.ExitCode}.");
    }

    /// <summary>Starts the simulator of powercap; it ends when its standard input is closed.</summary>
    public static Process Simulator(string folder) => Start(["powercap", folder], output: false);

    private static Process Start(string[] options, bool output)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = output };
        start.Environment["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "3600000"; // so that the compiler's thread, and its CPU time, can be found
        if (options is ["trial", "window", _, not "0", ..])
        {
            start.Environment["LD_LIBRARY_PATH"] = Path.GetDirectoryName(SimulatedGpus.LibraryPath); // for sessions: by name, as the real one
        }

        foreach (string option in (string[])[.. HostArguments(), .. options])
        {
            start.ArgumentList.Add(option);
        }

        return Process.Start(start)!;
    }

    // Under `dotnet x.dll` the process is the host, and the program its first argument.
    private static IEnumerable<string> HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Child).Assembly.Location] : [];
}
