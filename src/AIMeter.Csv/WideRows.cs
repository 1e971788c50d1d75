using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>Puts readings that come one by one into rows: one per sampling instant, a column per series.</summary>
/// <remarks>
/// Readings of one sampling interval share a row; a second reading of a series in the same interval begins another row, at its
/// own time, which the rest of its device's readings join. Nothing is averaged, moved or dropped.
/// </remarks>
internal sealed class WideRows(CsvWriter csv, DateTimeOffset startedAt, TimeSpan interval, IReadOnlyList<Channel> channels)
{
    // So many rows of a few hundred columns fit the writer's buffer, which is handed over between rows only.
    private const int RowsPerFlush = 32;

    private readonly int[] _deviceOf = Devices(channels);
    private readonly (long Bucket, long Order)[] _lastOf = new (long, long)[channels.Count];
    private readonly List<Row> _pending = [];
    private readonly Stack<Row> _spare = new();
    private long _newest = long.MinValue, _begun;

    public static void Header(CsvWriter csv, IEnumerable<Channel> channels) =>
        csv.WriteHeader(["time_utc", "elapsed_seconds", .. channels.Select(channel => channel.ColumnName)]);

    public void Add(int column, TimeSpan elapsed, double value)
    {
        long bucket = Math.DivRem(elapsed.Ticks, interval.Ticks, out long rest) - (rest < 0 ? 1 : 0);
        Row row = Free(bucket, column) ?? Begin(bucket, elapsed);
        row.Values[column] = value;
        row.Taken[column] = true;
        row.Elapsed = elapsed < row.Elapsed ? elapsed : row.Elapsed;
        _lastOf[_deviceOf[column]] = (bucket, row.Order);
        _newest = Math.Max(_newest, bucket);
    }

    /// <summary>Writes the rows of past intervals; with <paramref name="all"/> the one still filling, too.</summary>
    public void Write(bool all)
    {
        _pending.Sort(static (a, b) => (a.Bucket, a.Order).CompareTo((b.Bucket, b.Order)));
        int written = 0, kept = 0;
        for (int index = 0; index < _pending.Count; index++)
        {
            Row row = _pending[index];
            if (!all && row.Bucket >= _newest)
            {
                _pending[kept++] = row;
                continue;
            }

            Write(row);
            _spare.Push(row);
            if (++written % RowsPerFlush == 0)
            {
                csv.Flush();
            }
        }

        _pending.RemoveRange(kept, _pending.Count - kept);
        csv.Flush();
    }

    private static int[] Devices(IReadOnlyList<Channel> channels)
    {
        string[] ids = [.. channels.Select(channel => channel.Device.Id)];
        return [.. ids.Select(id => Array.IndexOf(ids, id))];
    }

    // The first row that has room, but none before the one that the device's last reading went to: so a series' values keep
    // their order from row to row, and the values of one sample stay together though some of them are missing.
    private Row? Free(long bucket, int column)
    {
        (long Bucket, long Order) last = _lastOf[_deviceOf[column]];
        foreach (Row row in _pending)
        {
            if (row.Bucket == bucket && !row.Taken[column] && (last.Bucket != bucket || row.Order >= last.Order))
            {
                return row;
            }
        }

        return null;
    }

    private Row Begin(long bucket, TimeSpan elapsed)
    {
        Row row = _spare.TryPop(out Row? spare) ? spare : new(channels.Count);
        (row.Bucket, row.Order, row.Elapsed) = (bucket, _begun++, elapsed);
        Array.Clear(row.Taken);
        Array.Fill(row.Values, double.NaN);
        _pending.Add(row);
        return row;
    }

    private void Write(Row row)
    {
        csv.Instant(startedAt, row.Elapsed);
        foreach (double value in row.Values)
        {
            csv.Number(value);
        }

        csv.EndRecord();
    }

    private sealed class Row(int columns)
    {
        public double[] Values { get; } = new double[columns];

        public bool[] Taken { get; } = new bool[columns];

        public long Bucket { get; set; }

        public long Order { get; set; }

        public TimeSpan Elapsed { get; set; }
    }
}
