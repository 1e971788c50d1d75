using System.Globalization;
using CsvHelper;

namespace AIMetering.Importing;

/// <summary>A CSV file with a header, read once, whose problems are told with file, line and column.</summary>
internal sealed class CsvSource : IDisposable
{
    // No row of these tools comes near; an unclosed quote must not swallow the file.
    private const int LongestRow = 1 << 20;

    private readonly CsvReader _csv;

    public CsvSource(string path, string whatItIs)
    {
        Path = path;
        _csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, MaxRecordSize = LongestRow });
        try
        {
            Guarded(_csv.ReadHeader);
            Headers = [.. _csv.Headers.Select(name => name.Trim())];
            if (Headers.Length == 0 || Headers.All(name => name.Length == 0))
            {
                throw Problem(1, null, $"the file is empty; {whatItIs} begins with a header.");
            }

            if (Headers.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(names => names.Count() > 1) is { } twice)
            {
                throw Problem(1, twice.Key, "the header names this column twice; delete the wrong one.");
            }
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public string[] Headers { get; }

    public long Line => _csv.LineNumber;

    public int FieldCount => _csv.FieldCount;

    public bool Read()
    {
        bool read = false;
        Guarded(() => read = _csv.Read());
        return read;
    }

    public ReadOnlySpan<byte> Span(int column) => _csv.GetSpan(column);

    public string Text(int column) => _csv.GetString(column).Trim();

    public ImportException Problem(int column, string problem) => Problem(Line, Headers[column], problem);

    public ImportException Problem(long line, string? column, string problem) => new(Path, line, column, problem);

    /// <summary>A stamp without a zone, such as <c>2025-05-07 14:32:00.1</c>.</summary>
    public DateTime Stamp(int column, string remedy)
    {
        string text = Text(column);
        return DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime stamp)
            ? stamp
            : throw Problem(column, $"'{Shown(text)}' is not a time such as 2025-05-07 14:32:00.1. {remedy}");
    }

    /// <summary>A text as it is shown in a message: short, and without what would break a line.</summary>
    public static string Shown(string text)
    {
        string plain = string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
        return plain.Length <= 60 ? plain : plain[..60] + "…";
    }

    public void Dispose() => _csv.Dispose();

    private static readonly string[] Formats =
        [.. new[] { "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF" }];

    private void Guarded(Action read)
    {
        try
        {
            read();
        }
        catch (CsvFormatException error)
        {
            throw new ImportException(Path, error.LineNumber, null, $"the file is not sound CSV: {error.Message}", error);
        }
    }
}
