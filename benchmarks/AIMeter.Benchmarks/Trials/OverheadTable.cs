using System.Globalization;
using System.Text;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>The figures as a table for people.</summary>
internal static class OverheadTable
{
    public static string Render(Figures figures, OverheadOptions asked, IReadOnlyList<string> machine)
    {
        StringBuilder text = new("# What measuring costs\n\n");
        foreach (string line in machine)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"- Windows of {asked.Seconds:0} s, idle process, bare loop and meter side by side, ");
        text.Append(CultureInfo.InvariantCulture, $"{asked.Repeats} repeats; medians, [quartiles]\n");
        text.Append("- CPU time, not wall time, unless it says wall; without the compiler's thread, which works once in the life of a process\n\n");
        text.Append("| What | Measured | Target | |\n|---|---|---|---|\n");
        foreach (Row row in OverheadRows.Of(figures))
        {
            string verdict = row.IsMet switch { true => "met", false => "**missed**", null => "" };
            text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Measured} | {row.Target} | {verdict} |\n");
        }

        return text.ToString();
    }
}

/// <summary>A line of the table.</summary>
internal sealed record Row(string What, string Measured, string Target = "", bool? IsMet = null);
