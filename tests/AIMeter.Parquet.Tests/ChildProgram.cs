using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using AIMetering.Readings;

namespace AIMetering.Export.Tests;

/// <summary>Makes this program another one when it is started with the variable set: one to be killed, or one that recovers.</summary>
internal static class ChildProgram
{
    private const string Job = "AIMETER_PARQUET_TESTS_JOB", Folder = "AIMETER_PARQUET_TESTS_FOLDER";

    /// <summary>A measured program that never ends; it announces each value that has reached its outputs.</summary>
    public static Process Measure(string folder) => Start("measure", folder);

    /// <summary>The same in phases: three runs of <c>generate</c> that ended, a fourth that is under way in its <c>decode</c>.</summary>
    public static Process MeasurePhases(string folder) => Start("phases", folder);

    /// <summary>A program that recovers a folder and prints how many readings of how many runs.</summary>
    public static Process Recover(string folder) => Start("recover", folder);

    /// <summary>Measures in a child until so many values were announced, then kills it.</summary>
    /// <returns>The last value announced.</returns>
    public static int MeasureAndKill(string folder, int values) => Kill(Measure(folder), values);

    /// <summary>The same for <see cref="MeasurePhases"/>.</summary>
    public static int MeasurePhasesAndKill(string folder, int values) => Kill(MeasurePhases(folder), values);

    private static int Kill(Process measured, int values)
    {
        using Process child = measured;
        try
        {
            return AwaitValues(child, values);
        }
        finally
        {
            child.Kill();      // SIGKILL: nothing in the process runs any more
            child.WaitForExit();
        }
    }

    public static int AwaitValues(Process child, int values)
    {
        int last = 0;
        while (last < values)
        {
            string line = child.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the measured program ended by itself");
            last = int.Parse(line, CultureInfo.InvariantCulture);
        }

        return last;
    }

    private static Process Start(string job, string folder) => Process.Start(
        new ProcessStartInfo(Path.ChangeExtension(typeof(ChildProgram).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
        {
            Environment = { [Job] = job, [Folder] = folder },
            RedirectStandardOutput = true,
        })!;

#pragma warning disable CA2255 // The test runner generates Main, so this is the one place before it.
    [ModuleInitializer]
    internal static void RunWhenAsked()
    {
        string folder = Environment.GetEnvironmentVariable(Folder) ?? "";
        switch (Environment.GetEnvironmentVariable(Job))
        {
            case "measure":
                Measured(folder);
                break;
            case "phases":
                Phased(folder);
                break;
            case "recover":
                IReadOnlyList<ParquetRecovery> all = ParquetExport.Recover(folder);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} {all.Sum(each => each.Readings)} {all.Count(each => each.Error is not null)}"));
                Environment.Exit(0);
                break;
        }
    }
#pragma warning restore CA2255

    private static void Measured(string folder)
    {
        MeterSession meter = AIMeter.Configure("endless").SampleEvery(TimeSpan.FromMilliseconds(5))
            .AddSource(new CountingSource(devices: 2, further: 10)).AddSource(new SteadySource()).WriteTo.Parquet(folder, TimeSpan.FromSeconds(1)).Start();
        meter.Record("loss", 0); // before anything is announced
        meter.Readings.Subscribe(new Announcer());
        for (int step = 1; ; step++)
        {
            meter.Record("loss", step);
            Thread.Sleep(5);
        }
    }

    private static void Phased(string folder)
    {
        MeterSession meter = AIMeter.Configure("phased").SampleEvery(TimeSpan.FromMilliseconds(5)).InRegion("DE")
            .AddSource(new CountingSource(devices: 2)).AddSource(new SteadySource()).WriteTo.Parquet(folder).Start();
        meter.MeasureIdle(TimeSpan.FromMilliseconds(100));
        meter.Count("requests", 3);
        for (int run = 0; run < 3; run++)
        {
            using PhaseScope generate = meter.Phase("generate");
            using PhaseScope decode = meter.Phase("decode");
            Thread.Sleep(40);
            decode.Count("tokens", 10);
        }

        using PhaseScope open = meter.Phase("generate"), inner = meter.Phase("decode");
        meter.Readings.Subscribe(new Announcer());
        while (true)
        {
            inner.Count("tokens");
            Thread.Sleep(5);
        }
    }

    // Observers get a reading after the outputs have it.
    private sealed class Announcer : IObserver<Reading>
    {
        public void OnNext(Reading value)
        {
            if (value.Channel.FullName == "plug1.count")
            {
                Console.WriteLine(value.Value.ToString(CultureInfo.InvariantCulture));
            }
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
