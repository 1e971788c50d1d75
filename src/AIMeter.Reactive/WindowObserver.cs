using AIMetering.Readings;

namespace AIMetering.Observing;

/// <summary>Gathers the readings of each series until one lies beyond the window.</summary>
internal sealed class WindowObserver(IObserver<ReadingWindow> next, TimeSpan length) : IObserver<Reading>
{
    private readonly Dictionary<Channel, Gathering> _open = [];

    public void OnNext(Reading reading)
    {
        if (double.IsNaN(reading.Value))
        {
            return;
        }

        long index = (long)Math.Floor(reading.Elapsed / length);
        if (_open.TryGetValue(reading.Channel, out Gathering? gathering) && gathering.Index != index)
        {
            next.OnNext(gathering.Window(reading.Channel, length));
            gathering = null;
        }

        (gathering ?? (_open[reading.Channel] = new(index))).Add(reading.Value);
    }

    public void OnError(Exception error) => next.OnError(error);

    public void OnCompleted()
    {
        foreach ((Channel channel, Gathering gathering) in _open)
        {
            next.OnNext(gathering.Window(channel, length));
        }

        next.OnCompleted();
    }

    private sealed class Gathering(long index)
    {
        private double _sum, _first, _last, _min = double.PositiveInfinity, _max = double.NegativeInfinity;
        private int _count;

        public long Index => index;

        public void Add(double value)
        {
            _first = _count == 0 ? value : _first;
            (_sum, _count, _last) = (_sum + value, _count + 1, value);
            (_min, _max) = (Math.Min(_min, value), Math.Max(_max, value));
        }

        public ReadingWindow Window(Channel channel, TimeSpan length) =>
            new(channel, length * index, length, _count, _sum / _count, _min, _max, _first, _last);
    }
}
