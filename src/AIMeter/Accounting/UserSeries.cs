using AIMetering.Readings;
using AIMetering.Sampling;

namespace AIMetering.Accounting;

/// <summary>A series the user records, on the same time axis as the sensors'.</summary>
internal sealed class UserSeries(string name, long budget) : IDisposable
{
    private static readonly Device User = new("user", DeviceKind.User, "recorded by the program");

    private RunningStatistics _statistics = new();

    public Channel Channel { get; } = Channel.Gauge(User, name, MetricUnit.None);

    public HistoryTable History { get; } = new(1, budget);

    public RunningStatistics Statistics => _statistics;

    public void Add(double seconds, double value)
    {
        if (!double.IsFinite(value))
        {
            return; // a gap in the user's series, not a value
        }

        _statistics.Add(value);
        int row = History.BeginRow();
        if (row >= 0)
        {
            History.Set(row, 0, seconds, value);
        }
    }

    public void Dispose() => History.Dispose();
}
