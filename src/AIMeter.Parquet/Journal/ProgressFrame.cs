namespace AIMetering.Export;

/// <summary>What happened besides readings as the content of a frame: each name once, then numbers. Nothing refers to another frame, so a damaged one costs itself only.</summary>
internal static class ProgressFrame
{
    private const long Open = -1;

    public static byte[] ToBytes(RunProgress progress)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        string[] names = [.. Names(progress).Distinct(StringComparer.Ordinal)];
        Dictionary<string, int> places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        writer.Write7BitEncodedInt(names.Length);
        Array.ForEach(names, writer.Write);
        writer.Write7BitEncodedInt(progress.Phases.Count);
        foreach (PhaseRun run in progress.Phases)
        {
            writer.Write7BitEncodedInt64(run.Number);
            writer.Write7BitEncodedInt(places[run.Path]);
            writer.Write(run.Start.Ticks);
            writer.Write(run.End?.Ticks ?? Open);
            writer.Write7BitEncodedInt64(run.DrainTime.Ticks);
            Write(writer, run.Counts, places);
        }

        writer.Write(progress.Counts is not null);
        Write(writer, progress.Counts ?? new Dictionary<string, double>(), places);
        writer.Write7BitEncodedInt(progress.Idle.Count);
        foreach ((TimeSpan start, TimeSpan end) in progress.Idle)
        {
            writer.Write(start.Ticks);
            writer.Write(end.Ticks);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    public static RunProgress Read(ReadOnlySpan<byte> content)
    {
        using BinaryReader reader = new(new MemoryStream(content.ToArray()));
        string[] names = [.. Times(reader.Read7BitEncodedInt(), reader.ReadString)];
        PhaseRun[] phases = [.. Times(reader.Read7BitEncodedInt(), () => Phase(reader, names))];
        bool isCounted = reader.ReadBoolean();
        Dictionary<string, double> counts = Counts(reader, names);
        return new RunProgress
        {
            Phases = phases,
            Counts = isCounted ? counts : null,
            Idle = [.. Times(reader.Read7BitEncodedInt(), () => (new TimeSpan(reader.ReadInt64()), new TimeSpan(reader.ReadInt64())))],
        };
    }

    private static IEnumerable<string> Names(RunProgress progress) =>
        progress.Phases.SelectMany(run => run.Counts.Keys.Prepend(run.Path)).Concat(progress.Counts?.Keys ?? []);

    private static void Write(BinaryWriter writer, IReadOnlyDictionary<string, double> counts, Dictionary<string, int> places)
    {
        writer.Write7BitEncodedInt(counts.Count);
        foreach ((string unit, double amount) in counts)
        {
            writer.Write7BitEncodedInt(places[unit]);
            writer.Write(amount);
        }
    }

    private static PhaseRun Phase(BinaryReader reader, string[] names)
    {
        (long number, string path, long start, long end) = (reader.Read7BitEncodedInt64(), names[reader.Read7BitEncodedInt()], reader.ReadInt64(), reader.ReadInt64());
        TimeSpan drained = new(reader.Read7BitEncodedInt64());
        return new PhaseRun(number, path, new(start), end == Open ? null : new TimeSpan(end)) { DrainTime = drained, Counts = Counts(reader, names) };
    }

    private static Dictionary<string, double> Counts(BinaryReader reader, string[] names)
    {
        Dictionary<string, double> counts = new(StringComparer.Ordinal);
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            counts[names[reader.Read7BitEncodedInt()]] = reader.ReadDouble();
        }

        return counts;
    }

    private static IEnumerable<T> Times<T>(int count, Func<T> read)
    {
        for (int left = count; left > 0; left--)
        {
            yield return read();
        }
    }
}
