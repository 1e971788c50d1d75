using AIMetering.Leaves.Tests.Testing;
using NUnit.Framework;

namespace AIMetering.Testing.NUnitTests;

/// <summary>The assertions under NUnit: the last test has to be reported as skipped.</summary>
[NonParallelizable]
public sealed class NUnitTests
{
    private readonly SpendingSensor _sensor = new();

    [Test]
    public void A_budget_that_holds_passes() =>
        EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options);

    [Test]
    public void A_budget_that_does_not_hold_fails() =>
        Assert.Throws<EnergyAssertException>(() => EnergyAssert.AtMost(Energy.FromJoules(1), () => _sensor.Work(2), _sensor.Options));

    [Test]
    public void A_test_without_a_sensor_is_skipped_with_its_reason() =>
        EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options with { Device = "gpu0" });
}
