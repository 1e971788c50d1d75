namespace AIMetering.Export;

/// <summary>Room in which the columns of a row group are made ready one after another, in the order of time.</summary>
internal sealed class ColumnBuffers(int room)
{
    private readonly int[] _order = new int[room], _levels = new int[room];
    private readonly long[] _whole = new long[room];
    private readonly double[] _present = new double[room];
    private readonly DateTime[] _times = new DateTime[room];
    private readonly string[] _names = new string[room];
    private readonly double?[] _nullable = new double?[room];
    private readonly int[] _ones = Enumerable.Repeat(1, room).ToArray();
    private int _count;
    private bool _isSorted;

    /// <summary>These buffers, or larger ones.</summary>
    public ColumnBuffers For(int rows)
    {
        ColumnBuffers buffers = rows <= _order.Length ? this : new(rows);
        buffers._count = rows;
        return buffers;
    }

    /// <summary>Finds the order of time; rows of the same time stay as they came.</summary>
    public void Sort(ReadOnlySpan<long> ticks)
    {
        _isSorted = true;
        for (int row = 0; row < ticks.Length; row++)
        {
            (_order[row], _whole[row]) = (row, ticks[row]);
            _isSorted &= row == 0 || ticks[row] >= ticks[row - 1];
        }

        if (!_isSorted)
        {
            Span<int> order = _order.AsSpan(0, _count);
            order.Sort((a, b) => (_whole[a], a).CompareTo((_whole[b], b)));
        }
    }

    public ReadOnlyMemory<DateTime> Times(ReadOnlySpan<long> ticks, DateTimeOffset startedAt)
    {
        DateTime start = startedAt.UtcDateTime;
        for (int row = 0; row < _count; row++)
        {
            _times[row] = start.AddTicks(ticks[_order[row]]);
        }

        return _times.AsMemory(0, _count);
    }

    public ReadOnlyMemory<long> Nanoseconds(ReadOnlySpan<long> ticks)
    {
        for (int row = 0; row < _count; row++)
        {
            _whole[row] = ticks[_order[row]] * TimeSpan.NanosecondsPerTick;
        }

        return _whole.AsMemory(0, _count);
    }

    public IReadOnlyCollection<string> Names(ReadOnlySpan<int> numbers, string[] names)
    {
        for (int row = 0; row < _count; row++)
        {
            _names[row] = names[numbers[_order[row]]];
        }

        return new ArraySegment<string>(_names, 0, _count);
    }

    public ReadOnlyMemory<double?> Nullable(double[] values)
    {
        for (int row = 0; row < _count; row++)
        {
            double value = values[_order[row]];
            _nullable[row] = double.IsNaN(value) ? null : value;
        }

        return _nullable.AsMemory(0, _count);
    }

    /// <summary>The values that are there, and for each row 1 when it has one.</summary>
    public (ReadOnlyMemory<double> Present, ReadOnlyMemory<int> Levels) Present(double[] values)
    {
        if (_isSorted && IsWhole(values.AsSpan(0, _count)))
        {
            return (values.AsMemory(0, _count), _ones.AsMemory(0, _count));
        }

        int present = 0;
        for (int row = 0; row < _count; row++)
        {
            double value = values[_order[row]];
            int level = double.IsNaN(value) ? 0 : 1;
            _levels[row] = level;
            _present[present] = value; // overwritten by the next one where this one is missing
            present += level;
        }

        return (_present.AsMemory(0, present), _levels.AsMemory(0, _count));
    }

    private static bool IsWhole(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return false;
            }
        }

        return true;
    }
}
