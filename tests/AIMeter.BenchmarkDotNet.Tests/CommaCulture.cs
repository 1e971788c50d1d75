using System.Globalization;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Writes numbers as de-DE does; the test runner itself knows the invariant culture only.</summary>
internal static class CommaCulture
{
    public static CultureInfo Make()
    {
        CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "−";
        return german;
    }
}
