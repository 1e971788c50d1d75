using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Turns what killed processes left into Parquet.</summary>
internal static class Recovery
{
    private const string Reason = "the process ended before its session was stopped; there is no report";

    public static IReadOnlyList<ParquetRecovery> Recover(string root) =>
        [.. RunFolder.Under(root).Where(IsLeft).Select(Recover).OfType<ParquetRecovery>()];

    /// <summary>The same when a session starts: a run that cannot be recovered now stays as it is, for the next time.</summary>
    public static void RecoverQuietly(string root)
    {
        try
        {
            Recover(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that went away meanwhile, or is not ours.
        }
    }

    private static bool IsLeft(RunFolder run) => File.Exists(run.Lock) || run.Journals().Length > 0;

    private static ParquetRecovery? Recover(RunFolder run)
    {
        try
        {
            using RunLock? held = RunLock.TryTake(run);
            if (held is null)
            {
                return null; // a living process measures it, or recovers it just now
            }

            ParquetRecovery? recovery = Convert(run);
            held.Remove();
            return recovery;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            return new(run.Path, 0, null, [], error.Message);
        }
    }

    private static ParquetRecovery? Convert(RunFolder run)
    {
        RunManifest? manifest = ManifestFile.TryRead(run) ?? JournalConversion.HeadOf(run);
        if (manifest is null or { State: not RunManifest.Running } && run.Journals().Length == 0)
        {
            return null; // another process was faster, or this one was killed between its last two steps
        }

        RunPart[] parts = JournalConversion.ConvertAll(run, manifest, out string[] lost);
        ManifestFile.Write(run, manifest! with { State = RunManifest.Recovered, Parts = parts, Recovery = new(Reason, lost) });
        double? until = parts.Max(part => part.ToSeconds);
        return new(run.Path, parts.Sum(part => part.Readings), until is { } seconds ? TimeSpan.FromSeconds(seconds) : null, lost, null);
    }
}
