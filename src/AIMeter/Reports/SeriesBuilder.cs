using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Sampling;

namespace AIMetering.Reports;

/// <summary>Takes the series and their statistics out of a recording.</summary>
internal static class SeriesBuilder
{
    public static IReadOnlyList<SeriesReport> Build(SessionRecorder recorder)
    {
        double start = recorder.Start!.Seconds;
        List<SeriesReport> series = [];
        foreach (SourceSlot source in recorder.Sources)
        {
            for (int index = 0; index < source.Channels.Length; index++)
            {
                ChannelSlot slot = source.Channels[index];
                series.Add(Series(slot.Channel, source.Name, slot.Statistics, source.History, index, start));
            }
        }

        series.AddRange(recorder.UserSeriesList.Select(user => Series(user.Channel, "user", user.Statistics, user.History, 0, start)));
        return series;
    }

    private static SeriesReport Series(Channel channel, string source, RunningStatistics statistics, HistoryTable history, int column, double start)
    {
        (double[] seconds, double[] values) = history.Copy(column);
        double[] elapsed = [.. seconds.Select(each => each - start)];
        bool isCumulative = channel.Kind is ChannelKind.EnergyCounter or ChannelKind.Counter;
        return new SeriesReport
        {
            Channel = channel,
            Source = source,
            Statistics = statistics.Complete(isCumulative ? Rates(seconds, values) : [.. values]),
            StatisticsUnit = StatisticsUnit(channel),
            ElapsedSeconds = elapsed,
            Values = values,
            ThinnedBy = history.ThinnedBy,
        };
    }

    private static MetricUnit StatisticsUnit(Channel channel) => channel.Kind switch
    {
        ChannelKind.EnergyCounter => MetricUnit.Watts,
        ChannelKind.Counter when channel.Unit == MetricUnit.Bytes => MetricUnit.BytesPerSecond,
        ChannelKind.Counter when channel.Unit == MetricUnit.Seconds => new MetricUnit("s/s", "seconds_per_second"),
        ChannelKind.Counter => new MetricUnit($"{channel.Unit.Symbol}/s", $"{channel.Unit.ColumnSuffix}_per_second"),
        _ => channel.Unit,
    };

    private static double[] Rates(double[] seconds, double[] values)
    {
        double[] rates = new double[Math.Max(0, values.Length - 1)];
        for (int index = 0; index < rates.Length; index++)
        {
            rates[index] = (values[index + 1] - values[index]) / (seconds[index + 1] - seconds[index]);
        }

        return rates;
    }
}
