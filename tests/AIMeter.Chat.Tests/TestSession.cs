using AIMetering.Readings;
using Xunit;

namespace AIMetering.Chat.Tests;

/// <summary>Sessions that measure simulated devices and nothing else of the machine.</summary>
internal static class TestSession
{
    private static readonly string Nothing = Directory.CreateTempSubdirectory("aimeter-chat-").FullName;

    public static MeterSession Start(TimeProvider time, params SimulatedDevice[] devices) => Only(AIMeter.Configure("chat test"), devices).WithTimeProvider(time).Start();

    public static MeterConfiguration Only(MeterConfiguration configuration, params SimulatedDevice[] devices)
    {
        configuration.WithoutEstimates().WithSysRoot(Nothing).SampleEvery(TimeSpan.FromMilliseconds(10));
        foreach (SimulatedDevice device in devices)
        {
            configuration.AddSource(device);
        }

        return configuration;
    }

    /// <summary>The limits hold what is true.</summary>
    public static void Holds(double truth, EnergyResult result)
    {
        Assert.True(result.IsKnown, result.Reason);
        Assert.InRange(truth, result.Low!.Value.Joules - 1e-5, result.High!.Value.Joules + 1e-5); // the counter is cut to microjoules
    }

    /// <summary>What requests got and what nobody got are the session's figure, and neither is negative.</summary>
    public static void AddsUp(RequestLedger ledger, Energy whole)
    {
        LedgerStatement statement = ledger.Statement();
        Energy attributed = statement.Attributed.Energy!.Value, rest = statement.Unattributed.Energy!.Value;
        Assert.Equal(whole.Joules, (attributed + rest).Joules, 1e-9 * whole.Joules);
        Assert.Equal(whole.Joules, statement.Session.Energy!.Value.Joules, 1e-9 * whole.Joules);
        Assert.Equal(attributed.Joules, ledger.Requests.Sum(request => request.Energy.Energy!.Value.Joules), 1e-9 * whole.Joules);
        Assert.True(attributed.Joules >= 0 && rest.Joules >= 0);
        Assert.All(ledger.Requests, request => Assert.True(request.IsSettled));
    }
}
