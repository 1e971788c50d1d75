using AIMetering.Readings;

namespace AIMetering.Replay;

/// <summary>The readings of one channel, as they were recorded.</summary>
internal sealed class RecordedColumn(Channel channel)
{
    private List<long> _ticks = [];
    private List<double> _values = [];
    private int _prepared;

    public Channel Channel { get; } = channel;

    public int Count => _ticks.Count;

    /// <summary>Gets how many readings came after a later one.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Gets how many readings were left out because another has the same time.</summary>
    public int Repeated { get; private set; }

    /// <summary>Gets how many values were infinite.</summary>
    public int Infinite { get; private set; }

    /// <summary>Gets how many readings were too far from the run's start.</summary>
    public int Outside { get; set; }

    public long Ticks(int index) => _ticks[index];

    public double Value(int index) => _values[index];

    public void Add(long ticks, double value)
    {
        if (!double.IsFinite(value))
        {
            Infinite += double.IsInfinity(value) ? 1 : 0;
            return; // NaN is a missing sample, as in a live session
        }

        OutOfOrder += _ticks.Count > 0 && ticks < _ticks[^1] ? 1 : 0;
        _ticks.Add(ticks);
        _values.Add(value);
    }

    /// <summary>Puts the readings in the order of time, of those with one time the first.</summary>
    public void Prepare()
    {
        if (_prepared == _ticks.Count)
        {
            return;
        }

        if (!IsGrowing())
        {
            (long Ticks, double Value)[] sorted = [.. _ticks.Zip(_values).OrderBy(each => each.First)];
            (_ticks, _values) = (new(sorted.Length), new(sorted.Length));
            foreach ((long ticks, double value) in sorted)
            {
                Keep(ticks, value);
            }
        }

        _prepared = _ticks.Count;
    }

    private bool IsGrowing()
    {
        for (int index = 1; index < _ticks.Count; index++)
        {
            if (_ticks[index] <= _ticks[index - 1])
            {
                return false;
            }
        }

        return true;
    }

    private void Keep(long ticks, double value)
    {
        if (_ticks.Count > 0 && _ticks[^1] == ticks)
        {
            Repeated++;
            return;
        }

        _ticks.Add(ticks);
        _values.Add(value);
    }
}
