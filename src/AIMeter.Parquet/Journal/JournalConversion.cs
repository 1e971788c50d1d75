using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Turns journals into Parquet. A journal is deleted only when the files it became are whole and on disk.</summary>
internal static class JournalConversion
{
    /// <summary>Turns every journal of a run into Parquet.</summary>
    /// <returns>The parts of the run, with those it had already.</returns>
    public static RunPart[] ConvertAll(RunFolder run, RunManifest? manifest, out string[] lost)
    {
        List<RunPart> parts = [.. manifest?.Parts ?? []];
        List<string> losses = [];
        foreach (int number in run.Journals())
        {
            RunPart part = Convert(run, number, manifest, out string? loss);
            parts.RemoveAll(each => each.Number == number);
            parts.Add(part);
            losses.AddRange(loss is null ? [] : [loss]);
        }

        lost = [.. losses];
        return [.. parts.Where(part => part.Readings > 0)];
    }

    /// <summary>Turns one journal into Parquet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="number">The journal, and the part it becomes.</param>
    /// <param name="manifest">What is known beside the journal; null when nothing is. Its series go before those the journal begins with.</param>
    /// <param name="lost">What could not be read, in words; null when all could. The journal is then kept under another name.</param>
    public static RunPart Convert(RunFolder run, int number, RunManifest? manifest, out string? lost)
    {
        RunPart part;
        using (JournalReader journal = new(run.Journal(number)))
        {
            using ReadingTables tables = Begin(run, number, manifest, journal, out ReadOnlySpan<byte> first);
            Take(tables, first);
            while (journal.TryNext(out ReadOnlySpan<byte> payload))
            {
                Take(tables, payload);
            }

            tables.Complete();
            part = tables.Part;
            lost = Loss(journal, tables);
        }

        if (lost is null)
        {
            File.Delete(run.Journal(number));
        }
        else
        {
            File.Move(run.Journal(number), run.Damaged(number), overwrite: true);
        }

        return part;
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

    // The manifest may know the sources already; the journal may know series that began late.
    private static RunManifest? Together(RunManifest? manifest, RunManifest? head)
    {
        RunChannel[] known = manifest?.Channels ?? [];
        RunManifest? either = manifest ?? head;
        return either is null ? null : either with { Channels = [.. known, .. (head?.Channels ?? []).ExceptBy(known.Select(c => c.Index), c => c.Index)] };
    }

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
        }
    }

    private static string? Loss(JournalReader journal, ReadingTables tables)
    {
        string? unknown = tables.Unknown == 0 ? null : FormattableString.Invariant($"{tables.Unknown} readings of series whose description was damaged");
        string[] losses = [.. new[] { journal.Loss, unknown }.OfType<string>()];
        return losses.Length == 0 ? null : string.Join("; ", losses);
    }
}
