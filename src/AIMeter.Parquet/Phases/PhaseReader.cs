using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>Reads the runs of phases of a streamed run; of one that several parts tell of, the last tells how it ended.</summary>
internal static class PhaseReader
{
    /// <exception cref="InvalidDataException">A file is missing, cut off or damaged.</exception>
    public static PhaseRun[] Read(RunFolder run, RunManifest manifest)
    {
        Dictionary<long, PhaseRun> runs = [];
        foreach (RunPart part in manifest.Parts.Where(part => part.PhaseRuns > 0).OrderBy(part => part.Number))
        {
            foreach (PhaseRun each in Read(run.Phases(part.Number), part.PhaseRuns))
            {
                runs[each.Number] = each;
            }
        }

        return [.. runs.Values.OrderBy(each => each.Number)];
    }

    private static List<PhaseRun> Read(string path, long rows)
    {
        try
        {
            using DirectStream file = DirectStream.OpenRead(path);
            List<PhaseRun> runs = Read(file);
            return runs.Count == rows ? runs : throw new InvalidDataException(
                FormattableString.Invariant($"it has {runs.Count} rows where the manifest tells of {rows}"));
        }
        catch (Exception error) when (error is not (OutOfMemoryException or UnauthorizedAccessException)) // as for the samples
        {
            throw new InvalidDataException($"The Parquet file '{path}' cannot be read, so it is missing, cut off or damaged: {error.Message}", error);
        }
    }

    private static List<PhaseRun> Read(DirectStream file)
    {
        ParquetReader reader = ParquetReader.CreateAsync(file).End();
        List<PhaseRun> runs = [];
        for (int number = 0; number < reader.RowGroupCount; number++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
            Read(group, reader.Schema, runs);
        }

        reader.DisposeAsync().End();
        return runs;
    }

    private static void Read(ParquetRowGroupReader group, ParquetSchema schema, List<PhaseRun> runs)
    {
        int rows = checked((int)group.RowCount);
        long?[] numbers = Whole(group, schema, PhasePart.Number, rows), begins = Whole(group, schema, PhasePart.Begin, rows);
        long?[] ends = Whole(group, schema, PhasePart.End, rows), drains = Whole(group, schema, PhasePart.Drain, rows);
        string?[] paths = Text(group, schema, PhasePart.Phase, rows), counts = Text(group, schema, PhasePart.Counts, rows);
        for (int row = 0; row < rows; row++)
        {
            runs.Add(new PhaseRun(numbers[row]!.Value, paths[row]!, Time(begins[row]!.Value), ends[row] is { } end ? Time(end) : null)
            {
                DrainTime = Time(drains[row]!.Value),
                Counts = counts[row] is { } json ? JsonSerializer.Deserialize(json, ManifestJson.Default.DictionaryStringDouble)! : new Dictionary<string, double>(),
            });
        }
    }

    private static long?[] Whole(ParquetRowGroupReader group, ParquetSchema schema, string column, int rows)
    {
        long?[] values = new long?[rows];
        group.ReadAsync<long>(schema.FindDataField(column), values.AsMemory()).End();
        return values;
    }

    private static string?[] Text(ParquetRowGroupReader group, ParquetSchema schema, string column, int rows)
    {
        string?[] values = new string?[rows];
        group.ReadAsync(schema.FindDataField(column), values.AsMemory()).End();
        return values;
    }

    private static TimeSpan Time(long nanoseconds) => new(nanoseconds / TimeSpan.NanosecondsPerTick);
}
