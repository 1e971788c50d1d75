using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AIMetering.Tests.Sessions;

/// <summary>A program that starts a session and ends without stopping it: this test program itself, when a variable asks for it.</summary>
internal static class ForgetfulProgram
{
    public const int ExitCode = 3;

    private const string Variable = "AIMETER_TEST_FORGETFUL_PROGRAM";

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            MeterSession meter = AIMeter.Start("forgetful");
            _ = meter.Phase("open");
            Thread.Sleep(50);
            Environment.Exit(ExitCode);
        }
    }

    /// <summary>Runs the program with environment variables set, to its end.</summary>
    public static (int ExitCode, string Output) Run(params (string Name, string Value)[] variables)
    {
        string program = Path.ChangeExtension(typeof(ForgetfulProgram).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [Variable] = "1" } };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
