using System.Diagnostics;
using System.Runtime.CompilerServices;
using AIMetering.Export;

namespace AIMetering.Sql.Tests;

/// <summary>Makes this program a measured program that never ends, when it is started with the variable set: one to be killed.</summary>
internal static class EndlessRun
{
    private const string Variable = "AIMETER_SQL_TESTS_ENDLESS_RUN";

    public static Process Start(string path) => Process.Start(
        new ProcessStartInfo(Path.ChangeExtension(typeof(EndlessRun).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)) { Environment = { [Variable] = path } })!;

#pragma warning disable CA2255 // The test runner generates Main, so this is the one place before it.
    [ModuleInitializer]
    internal static void RunWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        MeterSession meter = Play.Configure(new CountingPlug(), "endless").WriteTo.Sqlite(path).Start();
        meter.Count("requests", 2);
        for (int run = 0; run < 3; run++)
        {
            using PhaseScope ended = meter.Phase("generate"), part = meter.Phase("decode");
            part.Count("tokens", 10);
        }

        using PhaseScope generate = meter.Phase("generate"), decode = meter.Phase("decode");
        for (int step = 0; ; step++)
        {
            meter.Record("loss", 1.0 / (step + 1));
            decode.Count("tokens");
            Thread.Sleep(5);
        }
    }
#pragma warning restore CA2255
}
