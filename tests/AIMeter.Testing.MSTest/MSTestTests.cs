using AIMetering.Leaves.Tests.Testing;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace AIMetering.Testing.MSTestTests;

/// <summary>The assertions under MSTest: the last test has to be reported as skipped.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MSTestTests
{
    private readonly SpendingSensor _sensor = new();

    [TestMethod]
    public void A_budget_that_holds_passes() =>
        EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options);

    [TestMethod]
    public void A_budget_that_does_not_hold_fails() =>
        Assert.ThrowsExactly<EnergyAssertException>(() => EnergyAssert.AtMost(Energy.FromJoules(1), () => _sensor.Work(2), _sensor.Options));

    [TestMethod]
    public void A_test_without_a_sensor_is_skipped_with_its_reason() =>
        EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options with { Device = "gpu0" });
}
