namespace AIMetering.Export;

/// <summary>What became of a run whose process had been killed.</summary>
/// <param name="RunFolder">The folder of the run.</param>
/// <param name="Readings">How many readings its Parquet files hold now.</param>
/// <param name="LastReading">The time of the last of them since the session's start; null when there are none.</param>
/// <param name="Lost">What could not be read, in words, or why there is no report; empty when nothing was lost. A damaged journal is kept as <c>_damaged-journal-…</c>.</param>
/// <param name="Error">Why the run could not be recovered; null when it was. Its journals are left as they are.</param>
public sealed record ParquetRecovery(string RunFolder, long Readings, TimeSpan? LastReading, IReadOnlyList<string> Lost, string? Error);
