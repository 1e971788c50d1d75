using System.Diagnostics.CodeAnalysis;

namespace AIMetering.Testing;

/// <summary>The exception by which a running test is skipped, for the test framework that this process runs.</summary>
internal static class SkipException
{
    // What xunit v3 looks for at the beginning of a message (Xunit.Sdk.DynamicSkipToken).
    private const string XunitToken = "$XunitDynamicSkip$";

    /// <summary>Makes the exception.</summary>
    /// <returns>Null where no test framework is loaded that can skip a running test, such as xunit 2.</returns>
    public static Exception? For(string reason)
    {
        HashSet<string?> loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name)];
        return loaded.Contains("xunit.v3.core") ? new SkippedTestException(XunitToken + reason)
            : loaded.Contains("nunit.framework") ? Make(Type.GetType("NUnit.Framework.IgnoreException, nunit.framework"), reason)
            : loaded.Contains("MSTest.TestFramework") ? Make(Type.GetType("Microsoft.VisualStudio.TestTools.UnitTesting.AssertInconclusiveException, MSTest.TestFramework"), reason)
            : loaded.Contains("Microsoft.VisualStudio.TestPlatform.TestFramework") ? Make(Type.GetType("Microsoft.VisualStudio.TestTools.UnitTesting.AssertInconclusiveException, Microsoft.VisualStudio.TestPlatform.TestFramework"), reason)
            : null;
    }

    private static Exception? Make([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? type, string reason) =>
        type is null ? null : Activator.CreateInstance(type, reason) as Exception;
}

/// <summary>Skips a test in xunit v3, which reads the message.</summary>
internal sealed class SkippedTestException(string message) : Exception(message);
