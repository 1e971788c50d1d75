namespace AIMetering.Gpu.Tests;

/// <summary>The simulated driver itself, where it is not there.</summary>
public class SimulatedDriverTests
{
    [Fact]
    public void Where_it_was_not_built_a_test_is_skipped_with_what_to_install()
    {
        Exception skipped = Assert.ThrowsAny<Exception>(() => SimulatedDriver.WithDriver("never-built", "H100"));
        Assert.StartsWith("$XunitDynamicSkip$", skipped.Message, StringComparison.Ordinal); // how xunit knows a skip from a failure
        Assert.Contains("install a C compiler", skipped.Message, StringComparison.Ordinal);
    }
}
