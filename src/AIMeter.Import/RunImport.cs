namespace AIMetering.Importing;

/// <summary>Brings runs of other tools into AIMeter.</summary>
public static class RunImport
{
    /// <summary>Makes a report of a CSV file of the Python AIMeter (WattsOnAI): one row per GPU and sample, units inside the cells.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null takes the defaults.</param>
    /// <remarks>
    /// Energy is integrated from the sampled power, with a bound that allows for what the sensors did not see and for stamps that are cut;
    /// docs/import.md tells how. Rows whose columns were swapped are found and not integrated; the report's quality says so.
    /// </remarks>
    /// <exception cref="ImportException">The file is empty, truncated, damaged or of another format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MeterReport FromOriginal(string path, OriginalCsvOptions? options = null) => RecordOriginal(path, options).ToReport();

    /// <summary>Reads the same file, to add phases or counts before the report is made.</summary>
    /// <inheritdoc cref="FromOriginal" path="/param"/>
    /// <inheritdoc cref="FromOriginal" path="/exception"/>
    public static RecordedRun RecordOriginal(string path, OriginalCsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new OriginalCsvOptions();
        return new OriginalRun(OriginalTable.Read(path, options), options).Record();
    }

    /// <summary>Reads CodeCarbon's <c>emissions.csv</c>: the totals of one or more runs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeZone">The time zone of the machine; its stamps are local and name none. Null takes them as UTC.</param>
    /// <returns>The runs, in the order of the file.</returns>
    /// <exception cref="ImportException">The file is empty, truncated, damaged or of another format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<CodeCarbonRun> FromCodeCarbon(string path, TimeZoneInfo? timeZone = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return CodeCarbonTable.Read(path, timeZone ?? TimeZoneInfo.Utc);
    }
}
