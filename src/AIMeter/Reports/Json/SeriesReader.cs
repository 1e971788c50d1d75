using AIMetering.Readings;
using static AIMetering.Reports.Json.DocumentReader;

namespace AIMetering.Reports.Json;

/// <summary>Reads the series of a JSON document.</summary>
internal static class SeriesReader
{
    public static SeriesReport Read(SeriesDocument series, Dictionary<string, Device> devices)
    {
        if (series.ElapsedSeconds.Length != series.Values.Length)
        {
            throw new InvalidDataException($"The series '{series.Column}' has not as many values as elapsed_seconds.");
        }

        return new()
        {
            Channel = Channel(series, devices[series.Device]),
            Source = series.Source,
            Statistics = Statistics(series.Statistics),
            StatisticsUnit = new(series.StatisticsUnit.Symbol, series.StatisticsUnit.ColumnSuffix),
            ElapsedSeconds = series.ElapsedSeconds,
            Values = series.Values,
            ThinnedBy = series.ThinnedBy,
        };
    }

    private static Channel Channel(SeriesDocument series, Device device)
    {
        MetricUnit unit = new(series.Unit.Symbol, series.Unit.ColumnSuffix);
        return series.Kind switch
        {
            ChannelKind.EnergyCounter => Readings.Channel.EnergyCounter(device, Sensor(series), series.Metric),
            ChannelKind.Power => Readings.Channel.Power(device, Sensor(series), series.Metric, series.AccountsEnergy),
            ChannelKind.Counter => Readings.Channel.Counter(device, series.Metric, unit),
            _ => Readings.Channel.Gauge(device, series.Metric, unit),
        };
    }

    private static SensorTraits Sensor(SeriesDocument series)
    {
        SensorDocument sensor = series.Sensor ?? throw new InvalidDataException($"The series '{series.Column}' lacks its sensor.");
        return new()
        {
            JoulesPerCount = sensor.JoulesPerCount,
            WrapsAt = sensor.WrapsAtCounts,
            RefreshPeriod = Time(sensor.RefreshPeriodSeconds),
            LongestRefreshPeriod = Time(sensor.LongestRefreshPeriodSeconds),
            AveragingWindow = Time(sensor.AveragingWindowSeconds),
            GainError = sensor.RelativeGainError,
            MaxPowerWatts = sensor.MaxPowerWatts,
            Method = sensor.Method,
        };
    }

    private static SeriesStatistics? Statistics(StatisticsDocument? s) => s is null ? null : new(
        s.Count, s.Mean, s.Min, s.Max, s.Mode, s.StandardDeviation, s.P50, s.P95, s.P99);
}
