using CsvHelper;

namespace AIMetering.Export;

/// <summary>The set of files of one run.</summary>
internal sealed class CsvFiles(string folder, string stem)
{
    public string PathOf(string table) => Path.Combine(folder, $"{stem}-{table}.csv");

    public IEnumerable<string> WriteSamples(MeterReport report) =>
    [
        .. When(SeriesTable.Of(report).Length > 0, "series", report, SeriesTable.Write),
        .. When(UserTable.HasRows(report), "user", report, UserTable.Write),
    ];

    public IEnumerable<string> WriteResults(MeterReport report) =>
    [
        .. When(report.Phases.Count > 0, "phases", report, PhaseTable.Write),
        .. When(UnitTable.HasRows(report), "units", report, UnitTable.Write),
        .. When(report.Series.Count > 0, "statistics", report, StatisticsTable.Write),
        .. When(true, "summary", report, SummaryTable.Write),
    ];

    private string[] When(bool wanted, string table, MeterReport report, Action<MeterReport, CsvWriter> write)
    {
        if (!wanted)
        {
            return [];
        }

        using CsvWriter csv = Cells.ToFile(PathOf(table));
        write(report, csv);
        return [PathOf(table)];
    }
}
