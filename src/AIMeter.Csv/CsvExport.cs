namespace AIMetering.Export;

/// <summary>Writes reports as CSV (RFC 4180, UTF-8): units in the column names, plain invariant numbers in the cells, empty for missing.</summary>
/// <remarks>
/// A text that a spreadsheet would run as a formula (it begins with <c>=</c>, <c>@</c>, <c>+</c>, <c>-</c>, tab or carriage return)
/// gets an apostrophe in front; numbers never do.
/// </remarks>
public static class CsvExport
{
    /// <summary>Writes the summary: a row each for the total, its measured and estimated parts, the share of this process, every device, and the carbon of each signal.</summary>
    /// <remarks>Rows with <c>in_total</c> true and kind <c>device</c> add up to the total; the other kinds cut the same joules another way.
    /// Rows of kind <c>carbon</c> are separate answers to separate questions: add none to another.</remarks>
    public static void WriteCsv(this MeterReport report, TextWriter writer) => Write(report, writer, SummaryTable.Write);

    /// <summary>Writes a row per phase.</summary>
    public static void WritePhasesCsv(this MeterReport report, TextWriter writer) => Write(report, writer, PhaseTable.Write);

    /// <summary>Writes a row per unit that was counted, with the energy of one; the phase is empty for the whole run.</summary>
    public static void WriteUnitsCsv(this MeterReport report, TextWriter writer) => Write(report, writer, UnitTable.Write);

    /// <summary>Writes a row per series with its statistics, in the unit that the column <c>unit</c> names.</summary>
    public static void WriteStatisticsCsv(this MeterReport report, TextWriter writer) => Write(report, writer, StatisticsTable.Write);

    /// <summary>Writes the samples that the report kept: a row per sampling instant, a column per series of the sensors.</summary>
    /// <remarks>
    /// <c>elapsed_seconds</c> is the time of the first read of the row, on the monotonic clock since the session's start; all its
    /// values were read within one sampling interval. A series that is read more often has further rows.
    /// </remarks>
    public static void WriteSeriesCsv(this MeterReport report, TextWriter writer) => Write(report, writer, SeriesTable.Write);

    /// <summary>Writes the samples of the series that the program recorded: a row per value.</summary>
    public static void WriteUserSeriesCsv(this MeterReport report, TextWriter writer) => Write(report, writer, UserTable.Write);

    /// <summary>Writes all of these into a folder: <c>NAME-TIME-ID-summary.csv</c>, <c>-series.csv</c> and so on; those without rows are left out.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder; it is made if need be.</param>
    /// <returns>The full paths of the files written.</returns>
    /// <exception cref="IOException">The folder cannot be written; the message names the remedy.</exception>
    public static IReadOnlyList<string> SaveCsv(this MeterReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        CsvFiles files = new(RunFiles.PrepareFolder(folder, nameof(SaveCsv)), RunFiles.Stem(report));
        return [.. files.WriteSamples(report), .. files.WriteResults(report)];
    }

    /// <summary>Writes every reading into a CSV file in this folder while it is measured, and the results when the session ends.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="folder">The folder; it is made if need be, when the session starts. Each run gets files of its own.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <remarks>
    /// Readings are handed to the operating system about once a second in whole rows, so they survive the end of the process,
    /// however it ends; a power cut can take what the system had not yet written to disk. <c>-phase_runs.csv</c> has a row each time
    /// something is told of a run of a phase (it began, counted, ended): of the rows of one number the last counts, and one without an end
    /// was open. Counts are JSON; those of the session as a whole have no number.
    /// </remarks>
    /// <exception cref="ArgumentException">The folder is empty, or the name of a CSV file.</exception>
    public static MeterConfiguration Csv(this OutputConfiguration output, string folder)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (string.IsNullOrWhiteSpace(folder) || Path.GetExtension(folder).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"WriteTo.Csv was given '{folder}'. A run makes several files: name a folder for them, such as 'runs'.", nameof(folder));
        }

        return output.Sink(() => new CsvReadingSink(folder));
    }

    private static void Write(MeterReport report, TextWriter writer, Action<MeterReport, CsvHelper.CsvWriter> write)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        using CsvHelper.CsvWriter csv = Cells.On(writer);
        write(report, csv);
    }
}
