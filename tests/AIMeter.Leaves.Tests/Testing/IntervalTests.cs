using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>The interval of the windows, against published quantiles and a known spread.</summary>
public sealed class IntervalTests
{
    [Fact]
    public void The_limits_of_noisy_code_contain_its_mean_as_often_as_they_claim()
    {
        Random random = new(7);
        int contained = 0;
        const int Trials = 40;
        for (int trial = 0; trial < Trials; trial++)
        {
            SpendingSensor sensor = new(gainError: 0);
            EnergyMeasurement measured = EnergyAssert.AtMost(
                Energy.FromJoules(1e6), () => sensor.Work(1 + random.NextDouble()),
                sensor.Options with { WindowLength = TimeSpan.FromMilliseconds(1), WarmUpRuns = 0, Confidence = 0.8 });
            contained += measured.Energy.Low!.Value.Joules <= 1.5 && 1.5 <= measured.Energy.High!.Value.Joules ? 1 : 0;
        }

        Assert.True(contained >= 0.8 * Trials, $"{contained} of {Trials}");
    }
}
