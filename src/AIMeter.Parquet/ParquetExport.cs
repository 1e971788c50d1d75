namespace AIMetering.Export;

/// <summary>Writes what AIMeter measures as Parquet, for DuckDB, pandas and Spark: <c>host=…/run=…/part-*.parquet</c>.</summary>
/// <remarks>
/// A row of the samples is one device at one sampling instant, a column one metric in the unit its name ends with, null where there is no
/// value. The tables are told in docs/parquet.md. Names of hosts, runs and metrics become letters, digits and underscores (hosts
/// and runs also dots and hyphens): never a path. The names as given are in the manifest and in the metadata of the files.
/// </remarks>
public static class ParquetExport
{
    /// <summary>Writes every reading into this folder while it is measured, and the results when the session ends.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="folder">The folder; it is made if need be, when the session starts. Each run gets a folder of its own in it.</param>
    /// <param name="syncEvery">
    /// How often the journal is forced to the disk, so that a power cut takes no more than that; above zero. Null leaves it to the
    /// system, and readings still survive the end of the process, however it ends.
    /// </param>
    /// <returns>The configuration, to go on with.</returns>
    /// <remarks>
    /// Readings go to a journal with checksums several times a second. Full journals and, at the end, the last become Parquet on a thread beside
    /// the measuring. What a killed process leaves is turned into Parquet by the next session that writes into the same folder, or by
    /// <see cref="Recover"/>. A folder that cannot be written stops the start.
    /// </remarks>
    /// <exception cref="ArgumentException">The folder is empty, or the name of a Parquet file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time between two syncs is not above zero.</exception>
    public static MeterConfiguration Parquet(this OutputConfiguration output, string folder, TimeSpan? syncEvery = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseFile(folder, "WriteTo.Parquet");
        if (syncEvery is { } period && period <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(syncEvery), period, "WriteTo.Parquet needs a syncEvery above zero, such as 10 s; leave it out to let the system decide.");
        }

        return output.Sink(() => new ParquetReadingSink(RunFiles.PrepareFolder(folder, "WriteTo.Parquet"), syncEvery));
    }

    /// <summary>Writes a finished or loaded report: the samples it kept, its results and its manifest.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder; it is made if need be. The run gets a folder of its own in it, and replaces what this method wrote there before.</param>
    /// <param name="host">The machine that was measured; null takes this machine's name. Name it for a report that was measured elsewhere.</param>
    /// <returns>The folder of the run.</returns>
    /// <exception cref="ArgumentException">The folder is empty, or the name of a Parquet file.</exception>
    /// <exception cref="IOException">
    /// The folder cannot be written, or holds the same run as it was streamed, with every reading; the message names the remedy.
    /// </exception>
    public static string SaveParquet(this MeterReport report, string folder, string? host = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        RefuseFile(folder, nameof(SaveParquet));
        string root = RunFiles.PrepareFolder(folder, nameof(SaveParquet));
        return OwnThread.Run(() => ReportFiles.Save(report, root, host ?? Environment.MachineName));
    }

    /// <summary>Turns what killed processes left in a folder into Parquet, and their readings into a report. Runs that a living process measures are left alone.</summary>
    /// <param name="folder">The folder that <c>WriteTo.Parquet</c> was given, or that of one run.</param>
    /// <returns>What became of each run that was left or lacked its report; empty when there was none. Several processes may do this at once.</returns>
    /// <remarks>
    /// The report takes about 30 bytes of memory for each reading while it is made, so a session that starts makes it only of runs of up to 3 million readings, and leaves
    /// those of longer ones to this method. <see cref="ParquetRuns.Load"/> gives it.
    /// </remarks>
    /// <exception cref="ArgumentException">The folder is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<ParquetRecovery> Recover(string folder)
    {
        string root = ExistingFolder(folder, nameof(Recover));
        return OwnThread.Run(() => Recovery.Recover(root));
    }

    internal static string ExistingFolder(string folder, string option)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string full = Path.GetFullPath(folder);
        return Directory.Exists(full) ? full : throw new DirectoryNotFoundException(
            $"{option} was given '{folder}', and there is no such folder. Name the one that WriteTo.Parquet was given, such as 'runs'.");
    }

    private static void RefuseFile(string folder, string option)
    {
        if (string.IsNullOrWhiteSpace(folder) || Path.GetExtension(folder).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"{option} was given '{folder}'. A run makes several files: name a folder for them, such as 'runs'.", nameof(folder));
        }
    }
}
