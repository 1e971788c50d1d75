using System.Runtime.CompilerServices;
using AIMetering.Export;

namespace AIMetering.Leaves.Tests.Csv;

/// <summary>Makes this program a measured program that never ends, when it is started with the variable set: one to be killed.</summary>
internal static class EndlessRun
{
    public const string Variable = "AIMETER_LEAVES_TESTS_ENDLESS_RUN";

#pragma warning disable CA2255 // The test runner generates Main, so this is the one place before it.
    [ModuleInitializer]
    internal static void RunWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }

        MeterSession meter = AIMeter.Configure("endless").SampleEvery(TimeSpan.FromMilliseconds(10))
            .AddSource(new CountingPlug()).WriteTo.Csv(folder).Start();
        meter.Count("requests", 2);
        meter.Phase("load").Dispose();
        using PhaseScope generate = meter.Phase("generate"), decode = meter.Phase("de,code");
        decode.Count("tokens", 12);
        for (int step = 0; ; step++)
        {
            meter.Record("loss", 1.0 / (step + 1));
            Thread.Sleep(5);
        }
    }
#pragma warning restore CA2255
}
