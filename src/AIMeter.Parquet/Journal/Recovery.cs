using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Turns what killed processes left into Parquet, and their readings into a report.</summary>
internal static class Recovery
{
    private const string Reason = "the process ended before its session was stopped; the report is made of the readings up to the last one";

    public static IReadOnlyList<ParquetRecovery> Recover(string root) =>
        [.. RunFolder.Under(root).Where(run => IsLeft(run) || LacksReport(run)).Select(run => Recover(run, long.MaxValue)).OfType<ParquetRecovery>()];

    /// <summary>The same beside a session that starts: what cannot be recovered now stays as it is, for the next time.</summary>
    /// <remarks>The report of a long run takes memory that the measured program may need: it is left to <see cref="Recover(string)"/>.</remarks>
    public static void RecoverQuietly(string root)
    {
        try
        {
            foreach (RunFolder run in RunFolder.Under(root).Where(IsLeft))
            {
                Recover(run, ReadingTables.ReadingsPerPart);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that went away meanwhile, or is not ours.
        }
    }

    private static bool IsLeft(RunFolder run) => File.Exists(run.Lock) || run.Journals().Length > 0;

    private static bool LacksReport(RunFolder run) => LacksReport(ManifestFile.TryRead(run));

    private static bool LacksReport(RunManifest? manifest) => manifest is { State: RunManifest.Recovered, Report: null };

    private static ParquetRecovery? Recover(RunFolder run, long mostReadings)
    {
        try
        {
            using RunLock? held = RunLock.TryTake(run);
            if (held is null)
            {
                return null; // a living process measures it, or recovers it just now
            }

            ParquetRecovery? recovery = Convert(run, mostReadings);
            held.Remove();
            return recovery;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or OverflowException)
        {
            return new(run.Path, 0, null, [], error.Message);
        }
    }

    private static ParquetRecovery? Convert(RunFolder run, long mostReadings)
    {
        RunManifest? manifest = ManifestFile.TryRead(run) ?? JournalConversion.HeadOf(run);
        if (manifest is not { State: RunManifest.Running } && !LacksReport(manifest) && run.Journals().Length == 0)
        {
            return null; // another process was faster, or this one was killed between its last two steps
        }

        manifest = JournalConversion.ConvertAll(run, manifest)!;
        manifest = manifest.Report is null
            ? manifest with { State = RunManifest.Recovered, Recovery = Told(manifest) }
            : manifest with { State = RunManifest.Finished }; // killed while the session ended
        long readings = manifest.Parts.Sum(part => part.Readings);
        manifest = readings <= mostReadings ? AddReport(run, manifest) : manifest;
        ManifestFile.Write(run, manifest);
        double? until = manifest.Parts.Max(part => part.ToSeconds);
        return new(run.Path, readings, until is { } seconds ? TimeSpan.FromSeconds(seconds) : null, manifest.Recovery?.Lost ?? [], null);
    }

    private static RunRecovery Told(RunManifest manifest)
    {
        double? last = manifest.Parts.Max(part => part.ToSeconds);
        DateTimeOffset? at = last is { } seconds ? manifest.StartedAt + TimeSpan.FromSeconds(seconds) : null;
        return new(Reason, manifest.Recovery?.Lost ?? [], last, at);
    }

    // The samples are safe by now, so that no report is no reason to leave the run as it is.
    private static RunManifest AddReport(RunFolder run, RunManifest manifest)
    {
        try
        {
            MeterReport report = manifest.Report is null ? RecoveredReport.Make(run, manifest) : ReportReader.Read(run, manifest);
            ResultTables.Write(run, manifest, report);
            return manifest with { Report = manifest.Report ?? Descriptions.Json(report) };
        }
        catch (Exception error) when (error is InvalidDataException or OutOfMemoryException)
        {
            RunRecovery recovery = manifest.Recovery ?? Told(manifest);
            return manifest with { Recovery = recovery with { Lost = [.. recovery.Lost.Append($"the report: {error.Message}").Distinct()] } };
        }
    }
}
