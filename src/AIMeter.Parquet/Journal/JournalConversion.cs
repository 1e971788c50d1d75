using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Turns journals into Parquet. A journal goes only when its files are on disk and the manifest tells of them.</summary>
internal static class JournalConversion
{
    private const string Damaged = "the journal was damaged while it was measured";

    /// <summary>Turns every journal of a run into Parquet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="manifest">What is known beside the journals; null when nothing is.</param>
    /// <returns>The manifest with the parts, the series that began late, and what was lost.</returns>
    public static RunManifest? ConvertAll(RunFolder run, RunManifest? manifest)
    {
        foreach (int number in run.Journals())
        {
            manifest = Convert(run, number, manifest);
        }

        return manifest;
    }

    /// <summary>Turns one journal into the part of the same number. Where something could not be read, the journal is kept under another name.</summary>
    public static RunManifest Convert(RunFolder run, int number, RunManifest? manifest)
    {
        RunManifest after = ToParquet(run, number, manifest, out string? lost);
        ManifestFile.Write(run, after);
        if (lost is null)
        {
            File.Delete(run.Journal(number));
        }
        else
        {
            File.Move(run.Journal(number), run.Damaged(number), overwrite: true);
        }

        return after;
    }

    /// <summary>The description of the run that a journal begins with; null when it is damaged.</summary>
    public static RunManifest? HeadOf(RunFolder run)
    {
        foreach (int number in run.Journals())
        {
            using JournalReader journal = new(run.Journal(number));
            if (journal.TryNext(out ReadOnlySpan<byte> payload) && payload[0] == JournalFrame.Header)
            {
                return ManifestFile.FromBytes(payload[1..], $"The journal '{run.Journal(number)}'");
            }
        }

        return null;
    }

    private static RunManifest ToParquet(RunFolder run, int number, RunManifest? manifest, out string? lost)
    {
        using JournalReader journal = new(run.Journal(number));
        using ReadingTables tables = Begin(run, number, manifest, journal, out ReadOnlySpan<byte> first);
        Take(tables, first);
        while (journal.TryNext(out ReadOnlySpan<byte> payload))
        {
            Take(tables, payload);
        }

        tables.Complete();
        lost = Loss(journal, tables);
        return With(tables, lost);
    }

    private static ReadingTables Begin(
        RunFolder run, int number, RunManifest? manifest, JournalReader journal, out ReadOnlySpan<byte> first)
    {
        journal.TryNext(out first);
        RunManifest? head = first.Length > 0 && first[0] == JournalFrame.Header
            ? ManifestFile.FromBytes(first[1..], $"The journal '{run.Journal(number)}'")
            : null;
        return new(run, number, Together(manifest, head) ?? throw new InvalidDataException(
            $"The journal '{run.Journal(number)}' has lost its beginning, and '{run.Manifest}' cannot be read either: its readings cannot be told apart."));
    }

    private static RunManifest With(ReadingTables tables, string? lost)
    {
        RunManifest manifest = tables.Layout.Manifest;
        RunPart[] others = [.. manifest.Parts.Where(part => part.Number != tables.Part.Number)];
        return manifest with
        {
            Channels = Joined(manifest.Channels, tables.Late),
            Parts = tables.Part is { Readings: > 0 } or { PhaseRuns: > 0 } ? [.. others, tables.Part] : others,
            Counts = tables.Phases.Total is { } counts ? new(counts) : manifest.Counts,
            Idle = [.. manifest.Idle.Concat(tables.Phases.Idle.Select(RunIdle.Of)).Distinct()],
            Recovery = lost is null ? manifest.Recovery : new(Damaged, [.. (manifest.Recovery?.Lost ?? []).Append(lost).Distinct()]),
        };
    }

    // The manifest may know the sources already; the journal may know series that began late.
    private static RunManifest? Together(RunManifest? manifest, RunManifest? head) =>
        (manifest ?? head) is { } either ? either with { Channels = Joined(manifest?.Channels ?? [], head?.Channels ?? []) } : null;

    private static RunChannel[] Joined(RunChannel[] known, IEnumerable<RunChannel> further) =>
        [.. known, .. further.ExceptBy(known.Select(channel => channel.Index), channel => channel.Index)];

    private static void Take(ReadingTables tables, ReadOnlySpan<byte> payload)
    {
        switch (payload.IsEmpty ? 0 : payload[0])
        {
            case JournalFrame.Readings:
                ReadingFrame.Read(payload, tables);
                break;
            case JournalFrame.NewChannel:
                tables.Add(JsonSerializer.Deserialize(payload[1..], ManifestJson.Default.RunChannel)!);
                break;
            case JournalFrame.Progress:
                tables.Phases.Add(ProgressFrame.Read(payload[1..]));
                break;
        }
    }

    private static string? Loss(JournalReader journal, ReadingTables tables)
    {
        string? unknown = tables.Unknown == 0 ? null : FormattableString.Invariant($"{tables.Unknown} readings of series whose description was damaged");
        string[] losses = [.. new[] { journal.Loss, unknown }.OfType<string>()];
        return losses.Length == 0 ? null : string.Join("; ", losses);
    }
}
