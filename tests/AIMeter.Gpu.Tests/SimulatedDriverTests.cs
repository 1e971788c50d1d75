namespace AIMetering.Gpu.Tests;

/// <summary>The simulated driver itself, where it is not there.</summary>
public class SimulatedDriverTests
{
    [Fact]
    public void Where_it_was_not_built_a_test_is_skipped_with_what_to_install()
    {
        string reason = "it ran";
        try
        {
            SimulatedDriver.WithDriver("never-built", "H100").Dispose();
        }
        catch (Exception skip) // by hand: xunit's own assertions would let a skip through
        {
            reason = skip.Message;
        }

        Assert.StartsWith("$XunitDynamicSkip$", reason, StringComparison.Ordinal); // how xunit knows a skip from a failure
        Assert.Contains("install a C compiler", reason, StringComparison.Ordinal);
    }
}
