using System.Globalization;

namespace AIMetering.Export;

/// <summary>What the report says of a run that the database does not have whole.</summary>
internal static class SpoolNote
{
    public static string For(SqlPlace place, RunSpool spool, bool isDone, string? failure, (long Readings, long Phases) lost) =>
        string.Join(' ', new[] { isDone ? null : Waiting(place, spool, failure), lost.Readings + lost.Phases > 0 ? Losses(spool, lost) : null }.OfType<string>());

    private static string Waiting(SqlPlace place, RunSpool spool, string? failure)
    {
        string cause = failure is null ? "it was too slow for SqlOptions.WaitAtStop." : Complaints.Sentence(failure);
        string rest = spool.DiskFailure is null
            ? $"The rest waits in '{spool.Folder}' and is sent by the next session that writes there, or by SqlRuns.SendSpooled."
            : $"The spool folder could not be written ({spool.DiskFailure.TrimEnd('.')}), so what was only in memory is lost: set SqlOptions.SpoolFolder to a folder with room, and save the report with SaveSql.";
        return $"{place.Description} does not have the whole run yet: {cause} {rest}";
    }

    private static string Losses(RunSpool spool, (long Readings, long Phases) lost) => string.Create(CultureInfo.InvariantCulture,
        $"{lost.Readings} readings and {lost.Phases} runs of phases were lost: the database did not take them, the spool folder '{spool.Folder}' could not be written ({spool.DiskFailure?.TrimEnd('.')}), and memory for them was used up. Set SqlOptions.SpoolFolder to a folder with room.");
}
