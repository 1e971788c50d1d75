using System.Runtime.CompilerServices;
using AIMetering.Testing;

namespace Smoke;

internal sealed class TestingUse : IUse
{
    private static readonly EnergyTestOptions s_quick = new()
    {
        Configure = configuration => configuration.AddSource(new Card()),
        Device = "card",
        WindowLength = TimeSpan.FromMilliseconds(50),
        MinWindows = 2,
    };

    public string Package => "AIMeter.Testing";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new TestingUse());

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        EnergyTestOptions baseline = s_quick with { BaselineFile = Path.Combine(folder, "energy-baselines.json"), UpdateBaseline = true };
        EnergyAssert.NoRegression("work", Run, baseline);
        return Uses.Claims(
            new("a generous budget is kept", EnergyAssert.AtMost(Energy.FromJoules(1e6), Run, s_quick) is not null),
            new("a budget of nothing is not", Throws(() => EnergyAssert.AtMost(Energy.FromMicrojoules(1), Run, s_quick))),
            new("a baseline was written", File.Exists(baseline.BaselineFile)));
    }

    private static void Run() => Work.For(TimeSpan.FromMilliseconds(5));

    private static bool Throws(Action assertion)
    {
        try
        {
            assertion();
            return false;
        }
        catch (EnergyAssertException)
        {
            return true;
        }
    }
}
