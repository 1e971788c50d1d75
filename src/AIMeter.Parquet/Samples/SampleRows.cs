using System.Runtime.CompilerServices;

namespace AIMetering.Export;

/// <summary>Puts readings that come one by one into rows: one for each device and sampling instant.</summary>
/// <remarks>
/// Readings of one device within one sampling interval share a row, which has the time of the first of them; a second reading of a
/// series begins another row. Nothing is averaged or dropped, and each series keeps its order in the order of the rows' times. Rows
/// are made where they are written from.
/// </remarks>
internal sealed class SampleRows
{
    private const int FirstRoom = 1024;
    private const long NoEnergy = long.MinValue / 2; // before any time, and far enough from the end to be subtracted from

    private readonly long _window;
    private readonly OpenRows[] _open;
    private readonly OpenRow[] _nowhere = [OpenRow.None];
    private int[] _device = new int[FirstRoom];
    private long[] _ticks = new long[FirstRoom];
    private long[] _energyTicks = new long[FirstRoom];
    private long _lastTicks;
    private int _lastDevice = -1, _lastRow;

    public SampleRows(int devices, int columns, TimeSpan interval)
    {
        _window = interval.Ticks / 10 * 9; // the next sample may come a little early, and is not to join this one
        _open = new OpenRows[devices];
        Array.Fill(_open, new() { Newest = OpenRow.None, Before = OpenRow.None, Floor = long.MinValue });
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryJoin(int device, int column, long ticks, double value)
    {
        double[] values = Values[column];
        if (ticks == _lastTicks && device == _lastDevice && double.IsNaN(values[_lastRow]))
        {
            values[_lastRow] = value; // read together with the one before it
            return true;
        }

        return TryJoin(values, device, ticks, value);
    }

    private bool TryJoin(double[] values, int device, long ticks, double value)
    {
        ref OpenRow open = ref Find(device, ticks);
        int row = open.Row;
        if (row < 0 || !double.IsNaN(values[row]))
        {
            return false;
        }

        values[row] = value;
        _ticks[row] = Math.Min(_ticks[row], ticks);
        open.Last = Math.Max(open.Last, ticks);
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
            (open.Before, open.Newest) = (open.Newest, new() { Row = row, Last = ticks });
        }
    }

    /// <summary>Says that the last reading added is one that energy is accounted from. A row has no more than one of them.</summary>
    public void NoteEnergy(long ticks) => _energyTicks[_lastRow] = ticks;

    /// <summary>How far after the times of their rows those readings came at most.</summary>
    public long LatestEnergy()
    {
        long latest = 0;
        for (int row = 0; row < Count; row++)
        {
            latest = Math.Max(latest, _energyTicks[row] - _ticks[row]);
        }

        return latest;
    }

    /// <summary>Empties the rows.</summary>
    public void Clear() => Clear(Count);

    private void Clear(int rows)
    {
        _energyTicks.AsSpan(0, rows).Fill(NoEnergy);
        foreach (double[] column in Values)
        {
            column.AsSpan(0, rows).Fill(double.NaN);
        }

        for (int device = 0; device < _open.Length; device++)
        {
            ref OpenRows open = ref _open[device];
            open.Floor = Math.Max(open.Floor, Time(open.Newest, long.MinValue));
            (open.Newest, open.Before) = (OpenRow.None, OpenRow.None);
        }

        (Count, _lastDevice) = (0, -1);
    }

    // Sources of one device may deliver a little out of order, so the row before the newest is looked at, too. A reading lowers the
    // time of the newest row never below that of the row before it, or series would change their order.
    private ref OpenRow Find(int device, long ticks)
    {
        ref OpenRows open = ref _open[device];
        if (ticks >= Time(open.Before, open.Floor) && IsNear(open.Newest, ticks))
        {
            return ref open.Newest;
        }

        bool isPast = open.Before.Row >= 0 && ticks >= _ticks[open.Before.Row] && ticks < _ticks[open.Newest.Row] && IsNear(open.Before, ticks);
        return ref isPast ? ref open.Before : ref _nowhere[0];
    }

    private bool IsNear(OpenRow row, long ticks) =>
        row.Row >= 0 && Math.Max(row.Last, ticks) - Math.Min(_ticks[row.Row], ticks) <= _window;

    private long Time(OpenRow row, long none) => row.Row >= 0 ? _ticks[row.Row] : none;

    private void Grow()
    {
        int before = _ticks.Length, room = 2 * before;
        Array.Resize(ref _device, room);
        Array.Resize(ref _ticks, room);
        Array.Resize(ref _energyTicks, room);
        _energyTicks.AsSpan(before).Fill(NoEnergy);
        for (int column = 0; column < Values.Length; column++)
        {
            Array.Resize(ref Values[column], room);
            Values[column].AsSpan(before).Fill(double.NaN);
        }
    }

    /// <summary>A row that may be joined, -1 for none, and the time of its last reading.</summary>
    private struct OpenRow
    {
        public static readonly OpenRow None = new() { Row = -1 };

        public int Row;
        public long Last;
    }

    /// <summary>The two newest rows of a device, and the time of the last row that was written away.</summary>
    private struct OpenRows
    {
        public OpenRow Newest, Before;
        public long Floor;
    }
}
