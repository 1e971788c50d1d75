using System.Runtime.InteropServices;

namespace AIMetering.Sampling;

/// <summary>The samples of one source, kept as primitives outside the garbage-collected heap.</summary>
/// <remarks>
/// Appending allocates nothing but a block now and then, never on the managed heap. When the budget is used up every second row
/// is dropped and from then on only every second sample is kept, so a run of any length fits; energies and means do not suffer,
/// they are summed as the samples come. Rows lie whole, one after the other: between two samples the measured program has taken
/// the caches, and a row then costs a few cache lines and one page, where columns would cost two pages each.
/// </remarks>
internal sealed unsafe class HistoryTable : IDisposable
{
    private const int RowsPerBlock = 512;

    private readonly int _columns;
    private readonly int _mostBlocks;
    private readonly List<nint> _blocks = [];
    private int _rows;
    private int _skipped;

    /// <summary>Makes a table.</summary>
    /// <param name="columns">How many series it holds.</param>
    /// <param name="budget">The most bytes to keep; at least two blocks are kept whatever it says.</param>
    public HistoryTable(int columns, long budget)
    {
        _columns = columns;
        _mostBlocks = (int)Math.Clamp(budget / BytesPerBlock, 2, int.MaxValue / RowsPerBlock / 2);
        _blocks.EnsureCapacity(Math.Min(_mostBlocks, 4096));
    }

    ~HistoryTable() => Free();

    /// <summary>Gets how many samples were taken for each row kept.</summary>
    public int ThinnedBy { get; private set; } = 1;

    public int Rows => _rows;

    public long Bytes => _blocks.Count * BytesPerBlock;

    private long BytesPerBlock => (long)RowsPerBlock * _columns * (sizeof(double) + sizeof(double));

    /// <summary>Begins a row; every cell is missing until it is set.</summary>
    /// <returns>The row to fill; negative when this sample is thinned out.</returns>
    public int BeginRow()
    {
        if (++_skipped < ThinnedBy)
        {
            return -1;
        }

        _skipped = 0;
        if (_rows == _blocks.Count * RowsPerBlock && !TryGrow())
        {
            Thin();
        }

        int row = _rows++;
        new Span<double>(Cell(row, 0, 0), 2 * _columns).Fill(double.NaN);
        return row;
    }

    public void Set(int row, int column, double seconds, double value)
    {
        *Cell(row, column, 0) = seconds;
        *Cell(row, column, 1) = value;
    }

    /// <summary>Copies a column, leaving out the cells that were never set.</summary>
    public (double[] Seconds, double[] Values) Copy(int column)
    {
        List<double> seconds = new(_rows), values = new(_rows);
        for (int row = 0; row < _rows; row++)
        {
            if (!double.IsNaN(*Cell(row, column, 0)))
            {
                seconds.Add(*Cell(row, column, 0));
                values.Add(*Cell(row, column, 1));
            }
        }

        GC.KeepAlive(this);
        return ([.. seconds], [.. values]);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // A row holds a pair for each column: the time, then the value.
    private double* Cell(int row, int column, int part)
    {
        double* block = (double*)_blocks[row / RowsPerBlock];
        return block + (((((row % RowsPerBlock) * _columns) + column) * 2) + part);
    }

    private bool TryGrow()
    {
        if (_blocks.Count >= _mostBlocks)
        {
            return false;
        }

        _blocks.Add((nint)NativeMemory.Alloc((nuint)BytesPerBlock));
        return true;
    }

    private void Thin()
    {
        int kept = (_rows + 1) / 2;
        for (int row = 1; row < kept; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                Set(row, column, *Cell(row * 2, column, 0), *Cell(row * 2, column, 1));
            }
        }

        _rows = kept;
        ThinnedBy *= 2;
    }

    private void Free()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }

        _blocks.Clear();
        _rows = 0;
    }
}
