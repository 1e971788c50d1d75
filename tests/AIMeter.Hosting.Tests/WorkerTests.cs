using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace AIMetering.Hosting.Tests;

/// <summary>A worker as its user writes it, run as a program of its own.</summary>
public sealed partial class WorkerTests
{
    private static readonly string Worker = Path.Combine(AppContext.BaseDirectory, "AIMeter.Hosting.Worker.dll");

    [Fact]
    public void A_worker_needs_the_plain_runtime_and_no_ASP_NET_Core()
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Worker, "runtimeconfig.json")));
        JsonElement options = config.RootElement.GetProperty("runtimeOptions");
        Assert.Equal("Microsoft.NETCore.App", options.GetProperty("framework").GetProperty("name").GetString());
        Assert.False(options.TryGetProperty("frameworks", out _));
    }

    [Fact]
    public void A_worker_runs_on_an_installation_that_holds_no_ASP_NET_Core()
    {
        using PlainRuntime runtime = new();
        (int exitCode, string output) = runtime.Run(Worker, []);
        Assert.True(exitCode == 0, output);
        Assert.Equal(3, Job().Count(output));

        // The installation is as plain as it should be: what needs ASP.NET Core does not start on it.
        string needy = runtime.CopyThatNeedsAspNetCore(Worker);
        (exitCode, output) = runtime.Run(needy, []);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Microsoft.AspNetCore.App", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Turned_off_by_the_environment_a_worker_runs_and_one_message_says_so()
    {
        using PlainRuntime runtime = new();
        (int exitCode, string output) = runtime.Run(Worker, [("AIMETER_DISABLED", "1")]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("AIMeter is turned off by AIMETER_DISABLED", output, StringComparison.Ordinal);
        Assert.Contains("health: Healthy, measuring is turned off by AIMETER_DISABLED", output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", output, StringComparison.Ordinal);
        Assert.Single(AIMeterMessages().Matches(output));
    }

    [GeneratedRegex(@"^job \d: .* J ± |^job \d: unknown", RegexOptions.Multiline)]
    private static partial Regex Job();

    [GeneratedRegex(@"^\w+: AIMetering\.", RegexOptions.Multiline)]
    private static partial Regex AIMeterMessages();

    /// <summary>An installation of .NET as in the image dotnet/runtime: the host and the base framework, nothing else.</summary>
    private sealed class PlainRuntime : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aimeter-dotnet-");

        public PlainRuntime()
        {
            string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // DOTNET/shared/Microsoft.NETCore.App/VERSION
            string installed = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
            File.Copy(Path.Combine(installed, "dotnet"), Path.Combine(_root.FullName, "dotnet"));
            Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "host"), Path.Combine(installed, "host"));
            string shared = _root.CreateSubdirectory("shared").CreateSubdirectory("Microsoft.NETCore.App").FullName;
            Directory.CreateSymbolicLink(Path.Combine(shared, Path.GetFileName(framework)), framework);
        }

        public (int ExitCode, string Output) Run(string program, (string Name, string Value)[] environment)
        {
            ProcessStartInfo start = new(Path.Combine(_root.FullName, "dotnet"), [program])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _root.FullName,
            };
            start.Environment["DOTNET_ROOT"] = _root.FullName;
            start.Environment["DOTNET_MULTILEVEL_LOOKUP"] = "0";
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }

        /// <summary>The same program, with the runtimeconfig of one that references ASP.NET Core.</summary>
        public string CopyThatNeedsAspNetCore(string program)
        {
            string copy = Path.Combine(_root.FullName, Path.GetFileName(program));
            File.Copy(program, copy);
            File.WriteAllText(Path.ChangeExtension(copy, "runtimeconfig.json"), """
                { "runtimeOptions": { "tfm": "net10.0", "frameworks": [
                  { "name": "Microsoft.NETCore.App", "version": "10.0.0" }, { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } ] } }
                """);
            return copy;
        }

        public void Dispose() => _root.Delete(recursive: true);
    }
}
