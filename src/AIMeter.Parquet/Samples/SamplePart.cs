using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>Writes the samples of one part: row groups of a minute or more.</summary>
internal sealed class SamplePart : IDisposable
{
    // A minute at 10 Hz of 8 devices; slower runs join minutes, as small groups cost size: 20 % at 10 s, 88 % at 1 s.
    private const int FewestRows = 4096;
    private const int MostRows = 65_536;
    private const int MostCells = 4 << 20; // 32 MB of numbers, however many columns there are

    private static readonly long Group = TimeSpan.FromMinutes(1).Ticks;

    private readonly DateTimeDataField _time = new(
        SampleLayout.Time, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: false);
    private readonly DataField _elapsed = new(SampleLayout.Elapsed, typeof(long), isNullable: false);
    private readonly DataField _device = new(SampleLayout.DeviceColumn, typeof(string), isNullable: false);
    private readonly SampleLayout _layout;
    private readonly string _path;
    private readonly SampleRows _rows;
    private readonly int _mostRows;
    private ParquetFile? _file;
    private ColumnBuffers _buffers = new(0);
    private long _groupFrom = long.MaxValue, _newest = long.MinValue;

    public SamplePart(SampleLayout layout, string path)
    {
        (_layout, _path) = (layout, path);
        _rows = new(layout.Devices.Length, layout.Columns.Length, TimeSpan.FromSeconds(layout.Manifest.SamplingIntervalSeconds));
        _mostRows = Math.Clamp(MostCells / Math.Max(1, layout.Columns.Length), FewestRows, MostRows);
    }

    public long Rows { get; private set; }

    /// <summary>Gets how far after the times of their rows the readings came that energy is accounted from, at most, in ticks.</summary>
    public long TimeDoubt { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int device, int column, long ticks, double value)
    {
        if (!_rows.TryJoin(device, column, ticks, value))
        {
            Begin(device, column, ticks, value);
        }
    }

    private void Begin(int device, int column, long ticks, double value)
    {
        if (IsFull)
        {
            WriteGroup();
        }

        _rows.Begin(device, column, ticks, value);
        _groupFrom = Math.Min(_groupFrom, ticks);
        _newest = Math.Max(_newest, ticks);
    }

    /// <summary>Says that energy is accounted from the reading that was added last.</summary>
    public void NoteEnergy(long ticks) => _rows.NoteEnergy(ticks);

    public void Complete()
    {
        WriteGroup();
        _file?.Complete();
    }

    public void Dispose() => _file?.Dispose();

    private bool IsFull => _rows.Count >= _mostRows || (_rows.Count >= FewestRows && _newest - _groupFrom >= Group);

    private void WriteGroup()
    {
        if (_rows.Count > 0)
        {
            _file ??= NewFile();
            _file.Write(WriteColumns);
            Rows += _rows.Count;
            TimeDoubt = Math.Max(TimeDoubt, _rows.LatestEnergy());
            _rows.Clear();
            (_groupFrom, _newest) = (long.MaxValue, long.MinValue);
        }
    }

    private ParquetFile NewFile() => new(
        _path, new ParquetSchema([_time, _elapsed, _device, .. _layout.Columns.Select(column => column.Field)]),
        _layout.Metadata(_layout.ColumnsAsJson()), SampleLayout.Elapsed);

    private void WriteColumns(ParquetRowGroupWriter group)
    {
        _buffers = _buffers.For(_rows.Count);
        _buffers.Sort(_rows.Ticks);
        group.WriteAsync<DateTime>(_time, _buffers.Times(_rows.Ticks, _layout.Manifest.StartedAt)).End();
        group.WriteAsync<long>(_elapsed, _buffers.Nanoseconds(_rows.Ticks)).End();
        group.WriteAsync(_device, _buffers.Names(_rows.Devices, _layout.Devices)).End();
        for (int column = 0; column < _layout.Columns.Length; column++)
        {
            Write(group, _layout.Columns[column], _rows.Values[column]);
        }
    }

    private void Write(ParquetRowGroupWriter group, SampleColumn column, double[] values)
    {
        if (Rows == 0)
        {
            // What a column is stands at its first chunk; readers look there.
            group.WriteAsync<double>(column.Field, _buffers.Nullable(values), customMetadata: column.Metadata).End();
            return;
        }

        (ReadOnlyMemory<double> present, ReadOnlyMemory<int> levels) = _buffers.Present(values);
        group.WriteAllPartsAsync<double>(column.Field, present, levels, null, CancellationToken.None).End();
    }
}
