namespace AIMetering.Export;

/// <summary>Reads the runs that <see cref="ParquetExport"/> wrote.</summary>
public static class ParquetRuns
{
    /// <summary>Finds the folders of the runs in a folder that <c>WriteTo.Parquet</c> or <c>SaveParquet</c> was given.</summary>
    /// <returns>Their full paths, ordered by host and name; the runs of killed processes and those being measured are among them.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> Find(string folder) =>
        [.. RunFolder.Under(ParquetExport.ExistingFolder(folder, nameof(Find))).Where(run => File.Exists(run.Manifest)).Select(run => run.Path)];

    /// <summary>Reads the report of a run with its samples.</summary>
    /// <param name="runFolder">The folder of the run: <c>runs/host=…/run=…</c>.</param>
    /// <returns>
    /// The report. Its samples are those of the Parquet files, at the times of their rows: within one sampling interval of their own reads.
    /// Of a streamed run that is every reading, also where the report in memory had kept fewer. The report of a run whose process was killed
    /// ends with its last reading, has true bounds, and says in its notes what is not known.
    /// </returns>
    /// <exception cref="InvalidDataException">A file is damaged, cut off or of a newer schema version, or the run is not recovered yet; the message says which.</exception>
    /// <exception cref="IOException">The folder holds no run, or a file cannot be read.</exception>
    public static MeterReport Load(string runFolder)
    {
        RunFolder run = new(ParquetExport.ExistingFolder(runFolder, nameof(Load)));
        return OwnThread.Run(() => ReportReader.Read(run));
    }
}
