using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>Code whose first runs cost more than those after: the JIT replaces it while it runs.</summary>
public sealed class WarmUpTests
{
    private readonly SpendingSensor _sensor = new();

    [Theory]
    [InlineData(12)]
    [InlineData(25)]
    [InlineData(42)]
    public void Code_that_gets_ten_times_faster_is_measured_as_it_runs_then_and_its_windows_are_as_long_as_promised(int slowRuns)
    {
        int run = 0;
        EnergyMeasurement measured = EnergyAssert.AtMost(Energy.FromJoules(2.2), Work, _sensor.Options with { Undecided = WhenUndecided.Pass });

        Assert.Equal(EnergyVerdict.Within, measured.Verdict);
        Assert.InRange(measured.Energy.Energy!.Value.Joules, 1.95, 2.05);
        Assert.True(measured.Duration / measured.Windows >= _sensor.Options.WindowLength * 0.9, $"{measured}");

        void Work()
        {
            for (int part = 0; part < (run < slowRuns ? 10 : 1); part++)
            {
                _sensor.Work(2);
            }

            run++;
        }
    }
}
