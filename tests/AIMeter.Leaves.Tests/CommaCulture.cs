using System.Globalization;

namespace AIMetering.Leaves.Tests;

/// <summary>Writes numbers as de-DE does for as long as it lives; the test runner itself knows the invariant culture only.</summary>
internal sealed class CommaCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CommaCulture()
    {
        CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NegativeSign = "−";
        CultureInfo.CurrentCulture = german;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
