using System.Globalization;

namespace AIMetering.Importing;

/// <summary>A file is not what it was taken for, or is damaged. The message names file, line, column and remedy.</summary>
public sealed class ImportException : FormatException
{
    internal ImportException(string path, long line, string? column, string problem, Exception? cause = null)
        : base(Text(path, line, column, problem), cause) => (Path, Line, Column) = (path, line, column);

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the line of the file, from 1; 0 when the problem is not tied to one.</summary>
    public long Line { get; }

    /// <summary>Gets the name of the column; null when the problem is not tied to one.</summary>
    public string? Column { get; }

    private static string Text(string path, long line, string? column, string problem) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}{(line > 0 ? $", line {line}" : "")}{(column is null ? "" : $", column '{column}'")}: {problem}");
}
