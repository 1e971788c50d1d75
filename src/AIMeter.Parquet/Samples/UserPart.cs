using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>Writes the series that the program recorded: a row per value, as they come at their own times and may begin late.</summary>
internal sealed class UserPart(SampleLayout layout, string path) : IDisposable
{
    private const int MostRows = 65_536;

    private readonly DateTimeDataField _time = new(
        SampleLayout.Time, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: false);
    private readonly DataField _elapsed = new(SampleLayout.Elapsed, typeof(long), isNullable: false);
    private readonly DataField _series = new("series", typeof(string), isNullable: false);
    private readonly DataField _unit = new("unit", typeof(string), isNullable: false);
    private readonly DataField _value = new("value", typeof(double), isNullable: false);
    private readonly List<(RunChannel Channel, long Ticks, double Value)> _rows = [];
    private ParquetFile? _file;

    public long Rows { get; private set; }

    public void Add(RunChannel channel, long ticks, double value)
    {
        _rows.Add((channel, ticks, value));
        if (_rows.Count == MostRows)
        {
            WriteGroup();
        }
    }

    public void Complete()
    {
        WriteGroup();
        _file?.Complete();
    }

    public void Dispose() => _file?.Dispose();

    private void WriteGroup()
    {
        if (_rows.Count > 0)
        {
            _file ??= new(path, new ParquetSchema(_time, _elapsed, _series, _unit, _value), layout.Metadata("{}"), SampleLayout.Elapsed);
            _file.Write(WriteColumns);
            Rows += _rows.Count;
            _rows.Clear();
        }
    }

    private void WriteColumns(ParquetRowGroupWriter group)
    {
        DateTime start = layout.Manifest.StartedAt.UtcDateTime;
        group.WriteAsync<DateTime>(_time, _rows.Select(row => start.AddTicks(row.Ticks)).ToArray()).End();
        group.WriteAsync<long>(_elapsed, _rows.Select(row => row.Ticks * TimeSpan.NanosecondsPerTick).ToArray()).End();
        group.WriteAsync(_series, _rows.Select(row => row.Channel.Series).ToArray()).End();
        group.WriteAsync(_unit, _rows.Select(row => row.Channel.UnitSuffix).ToArray()).End();
        group.WriteAsync<double>(_value, _rows.Select(row => row.Value).ToArray()).End();
    }
}
