using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>Takes the samples of one series, part after part in the order of time.</summary>
internal interface ISampleTaker
{
    void Add(long nanoseconds, double value);
}

/// <summary>Reads the parts of a run back into series.</summary>
internal sealed class SampleReader
{
    private readonly Dictionary<(string Device, string Column), ISampleTaker> _cells = [];

    private SampleReader(RunManifest manifest, Func<RunChannel, ISampleTaker> takerOf)
    {
        foreach (RunChannel channel in manifest.Channels)
        {
            _cells[channel.Column is { } column ? (channel.Device, column) : (channel.Series, "value")] = takerOf(channel);
        }
    }

    /// <summary>The samples by the name that the series has in the report.</summary>
    /// <exception cref="InvalidDataException">A part is missing, cut off or damaged.</exception>
    public static Dictionary<string, SampleList> Read(RunFolder run, RunManifest manifest)
    {
        Dictionary<string, SampleList> series = [];
        Read(run, manifest, channel => series[Named(channel)] = new());
        return series;
    }

    /// <summary>Hands each sample to the taker of its series.</summary>
    /// <exception cref="InvalidDataException">A part is missing, cut off or damaged.</exception>
    public static void Read(RunFolder run, RunManifest manifest, Func<RunChannel, ISampleTaker> takerOf)
    {
        SampleReader reader = new(manifest, takerOf);
        foreach (RunPart part in manifest.Parts.OrderBy(part => part.Number))
        {
            reader.Read(run.Part(part.Number), SampleLayout.DeviceColumn, part.Rows);
            reader.Read(run.User(part.Number), "series", part.UserRows);
        }
    }

    // As the report names it: device and metric, then the unit.
    private static string Named(RunChannel channel) => channel.UnitSuffix.Length == 0 ? channel.Series : $"{channel.Series}_{channel.UnitSuffix}";

    private void Read(string path, string key, long rows)
    {
        if (rows == 0)
        {
            return;
        }

        try
        {
            using DirectStream file = DirectStream.OpenRead(path);
            long read = Read(file, key);
            if (read != rows)
            {
                throw new InvalidDataException(FormattableString.Invariant($"it has {read} rows where the manifest tells of {rows}"));
            }
        }
        catch (Exception error) when (error is not (OutOfMemoryException or UnauthorizedAccessException)) // Parquet.Net throws what the bytes happen to cause
        {
            throw new InvalidDataException($"The Parquet file '{path}' cannot be read, so it is missing, cut off or damaged: {error.Message}", error);
        }
    }

    private long Read(DirectStream file, string key)
    {
        ParquetReader reader = ParquetReader.CreateAsync(file).End();
        long rows = 0;
        for (int number = 0; number < reader.RowGroupCount; number++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
            Read(group, reader.Schema, key);
            rows += group.RowCount;
        }

        reader.DisposeAsync().End();
        return rows;
    }

    private void Read(ParquetRowGroupReader group, ParquetSchema schema, string key)
    {
        int rows = checked((int)group.RowCount);
        string?[] keys = new string?[rows];
        long[] times = new long[rows];
        group.ReadAsync(schema.FindDataField(key), keys.AsMemory()).End();
        group.ReadAsync<long>(schema.FindDataField(SampleLayout.Elapsed), times.AsMemory()).End();
        double?[] nullable = new double?[rows];
        foreach (DataField field in schema.DataFields.Where(field => field.ClrType == typeof(double)))
        {
            Read(group, field, nullable);
            Take(field.Name, keys, times, nullable);
        }
    }

    private static void Read(ParquetRowGroupReader group, DataField field, double?[] values)
    {
        if (field.IsNullable)
        {
            group.ReadAsync<double>(field, values.AsMemory()).End();
            return;
        }

        double[] all = new double[values.Length];
        group.ReadAsync<double>(field, all.AsMemory()).End();
        for (int row = 0; row < all.Length; row++)
        {
            values[row] = all[row];
        }
    }

    private void Take(string column, string?[] keys, long[] times, double?[] values)
    {
        for (int row = 0; row < keys.Length; row++)
        {
            if (values[row] is { } value && _cells.TryGetValue((keys[row]!, column), out ISampleTaker? taker))
            {
                taker.Add(times[row], value);
            }
        }
    }
}
