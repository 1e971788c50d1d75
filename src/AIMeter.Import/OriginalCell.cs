using System.Buffers.Text;
using System.Text;

namespace AIMetering.Importing;

/// <summary>A cell: a number in the unit of its column, or why there is none.</summary>
internal readonly record struct OriginalCell(double Value, string? Missing)
{
    private static readonly string[] NoValue =
    [
        "", "N/A", "[N/A]", "NA", "nan", "None", "null", "Not Supported", "[Not Supported]", "[Unknown Error]", "Unknown Error", "[GPU is lost]",
        "[Insufficient Permissions]", "-",
    ];

    public bool HasValue => Missing is null;

    /// <summary>Reads a cell such as <c>70.81 W</c>.</summary>
    /// <returns>The cell; null when it is neither a number nor a word for a missing value.</returns>
    public static OriginalCell? Read(ReadOnlySpan<byte> cell, OriginalMetric metric)
    {
        cell = Trim(cell);
        if (Utf8Parser.TryParse(cell, out double value, out int length) && double.IsFinite(value))
        {
            ReadOnlySpan<byte> unit = Trim(cell[length..]);
            return IsUnit(unit, metric.CellUnit)
                ? new OriginalCell(value * metric.Scale, null)
                : unit.IndexOfAnyInRange((byte)'0', (byte)'9') < 0 && unit.Length <= LongestUnit
                    ? new OriginalCell(double.NaN, $"a cell holds {Encoding.UTF8.GetString(unit)}, not {metric.CellUnit}: its columns have moved")
                    : null;
        }

        string text = Encoding.UTF8.GetString(cell);
        return NoValue.FirstOrDefault(word => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && IsWord(word, text, metric)) is { } missing
            ? new OriginalCell(double.NaN, missing.Length == 0 ? "the cell is empty" : $"the cell says {missing}")
            : null;
    }

    private const int LongestUnit = 8;

    // A word for a missing value may be followed by the unit, as in "nan W".
    private static bool IsWord(string word, string text, OriginalMetric metric) =>
        text.Length == word.Length || (word.Length > 0 && text[word.Length..].Trim() == metric.CellUnit);

    // Some tools leave the unit out; the degree sign does not survive every encoding.
    private static bool IsUnit(ReadOnlySpan<byte> unit, string wanted) =>
        unit.IsEmpty || (wanted == "°C" ? unit.EndsWith("C"u8) && unit.Length <= 4 : wanted.Length > 0 && unit.SequenceEqual(Encoding.UTF8.GetBytes(wanted)));

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);
}
