namespace AIMetering.Export;

/// <summary>Puts readings that come one by one into rows: one for each device and sampling instant.</summary>
/// <remarks>
/// Readings of one device in one sampling interval share a row, which has the time of the first of them; a second reading of a
/// series in the same interval begins another row. Nothing is averaged or dropped, and each series keeps its order in the order of
/// the rows' times. Rows are made where they are written from.
/// </remarks>
internal sealed class SampleRows
{
    private const int FirstRoom = 1024;

    private readonly long _interval;
    private readonly OpenRows[] _open;
    private int[] _device = new int[FirstRoom];
    private long[] _ticks = new long[FirstRoom];
    private long _bucket, _bucketBegin, _lastTicks;
    private int _lastDevice = -1, _lastRow;

    public SampleRows(int devices, int columns, TimeSpan interval)
    {
        _interval = Math.Max(1, interval.Ticks);
        _open = new OpenRows[devices];
        Array.Fill(_open, OpenRows.None);
        Values = new double[columns][];
        for (int column = 0; column < columns; column++)
        {
            Values[column] = new double[FirstRoom];
        }

        Clear(FirstRoom);
    }

    public int Count { get; private set; }

    /// <summary>Gets the device of each row.</summary>
    public ReadOnlySpan<int> Devices => _device.AsSpan(0, Count);

    /// <summary>Gets the time of each row in ticks since the start.</summary>
    public ReadOnlySpan<long> Ticks => _ticks.AsSpan(0, Count);

    /// <summary>Gets the values by column and row; not a number where there is none.</summary>
    public double[][] Values { get; }

    /// <summary>Puts a reading into a row that is there, if there is one for it.</summary>
    public bool TryJoin(int device, int column, long ticks, double value)
    {
        double[] values = Values[column];
        if (ticks == _lastTicks && device == _lastDevice && double.IsNaN(values[_lastRow]))
        {
            values[_lastRow] = value; // read together with the one before it
            return true;
        }

        int row = Find(device, column, Bucket(ticks), ticks);
        if (row < 0)
        {
            return false;
        }

        values[row] = value;
        _ticks[row] = Math.Min(_ticks[row], ticks);
        (_lastDevice, _lastTicks, _lastRow) = (device, ticks, row);
        return true;
    }

    /// <summary>Puts a reading into a row of its own.</summary>
    public void Begin(int device, int column, long ticks, double value)
    {
        int row = Count++;
        if (row == _ticks.Length)
        {
            Grow();
        }

        (_device[row], _ticks[row], Values[column][row]) = (device, ticks, value);
        (_lastDevice, _lastTicks, _lastRow) = (device, ticks, row);
        ref OpenRows open = ref _open[device];
        if (ticks >= Time(open.Newest, open.Floor)) // a late one stays alone
        {
            open = new(Bucket(ticks), row, open.NewestBucket, open.Newest, open.Floor);
        }
    }

    /// <summary>Empties the rows.</summary>
    public void Clear() => Clear(Count);

    private void Clear(int rows)
    {
        foreach (double[] column in Values)
        {
            column.AsSpan(0, rows).Fill(double.NaN);
        }

        for (int device = 0; device < _open.Length; device++)
        {
            _open[device] = OpenRows.None with { Floor = Math.Max(_open[device].Floor, Time(_open[device].Newest, long.MinValue)) };
        }

        (Count, _lastDevice) = (0, -1);
    }

    // Most readings are of the interval of the last one, and need no division.
    private long Bucket(long ticks)
    {
        if ((ulong)(ticks - _bucketBegin) >= (ulong)_interval)
        {
            _bucket = Math.DivRem(ticks, _interval, out long rest) - (rest < 0 ? 1 : 0);
            _bucketBegin = _bucket * _interval;
        }

        return _bucket;
    }

    // Sources of one device may deliver a little out of order, so the row before the newest is looked at, too. A reading lowers the
    // time of the newest row never below that of the row before it, or series would change their order.
    private int Find(int device, int column, long bucket, long ticks)
    {
        ref readonly OpenRows open = ref _open[device];
        bool fits = open.Newest >= 0 && open.NewestBucket == bucket && ticks >= Time(open.Before, open.Floor);
        int row = fits ? open.Newest : IsPast(open, bucket, ticks) ? open.Before : -1;
        return row >= 0 && double.IsNaN(Values[column][row]) ? row : -1;
    }

    private bool IsPast(in OpenRows open, long bucket, long ticks) =>
        open.Before >= 0 && open.BeforeBucket == bucket && open.NewestBucket != bucket && ticks >= _ticks[open.Before];

    private long Time(int row, long none) => row >= 0 ? _ticks[row] : none;

    private void Grow()
    {
        int before = _ticks.Length, room = 2 * before;
        Array.Resize(ref _device, room);
        Array.Resize(ref _ticks, room);
        for (int column = 0; column < Values.Length; column++)
        {
            Array.Resize(ref Values[column], room);
            Values[column].AsSpan(before).Fill(double.NaN);
        }
    }

    /// <summary>The two newest rows of a device, -1 where there is none, and the time of the last row that was written away.</summary>
    private readonly record struct OpenRows(long NewestBucket, int Newest, long BeforeBucket, int Before, long Floor)
    {
        public static readonly OpenRows None = new(0, -1, 0, -1, long.MinValue);
    }
}
