using AIMetering.Accounting;
using AIMetering.Readings;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class IdleTests
{
    [Fact]
    public void The_energy_above_idle_holds_the_truth_for_any_scale_error_the_sensor_may_have() =>
        Gen.Select(Gen.Double[5, 80], Gen.Double[0, 300], Gen.Double[-0.05, 0.05]).Sample((idleWatts, activeWatts, error) =>
        {
            SensorTraits sensor = new() { GainError = 0.05 };
            EnergyResult gross = Shown((idleWatts + activeWatts) * 10, error), stretch = Shown(idleWatts * 2, error);
            EnergyResult net = IdleFinder.Net(gross, IdleFinder.FromWindow(stretch, 2)!, 10, sensor);

            Assert.InRange(activeWatts * 10, net.Low!.Value.Joules - 1e-9, net.High!.Value.Joules + 1e-9);
            Assert.True(net.High!.Value.Joules <= (activeWatts * 10 * 1.11) + 1e-9, "the scale error of the idle part is not counted twice");
        });

    // A window whose edges are exact, on a sensor that shows so much too much.
    private static EnergyResult Shown(double joules, double error)
    {
        double shown = joules * (1 + error);
        return EnergyResult.Known(
            Energy.FromJoules(shown), Energy.FromJoules(shown / 1.05), Energy.FromJoules(shown / 0.95), MeasurementMethod.Counter, "test");
    }
}
