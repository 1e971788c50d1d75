using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>The series that the program recorded, a row per value: they come at their own times, and may begin late.</summary>
internal static class UserTable
{
    public static bool HasRows(MeterReport report) => report.Series.Any(IsUser);

    public static void Header(CsvWriter csv) => csv.WriteHeader(["time_utc", "elapsed_seconds", "series", "unit", "value"]);

    public static void Row(CsvWriter csv, DateTimeOffset startedAt, Channel channel, TimeSpan elapsed, double value)
    {
        csv.Instant(startedAt, elapsed);
        csv.Text(channel.FullName);
        csv.Text(channel.Unit.ColumnSuffix);
        csv.Number(value);
        csv.EndRecord();
    }

    public static void Write(MeterReport report, CsvWriter csv)
    {
        Header(csv);
        foreach (SeriesReport series in report.Series.Where(IsUser))
        {
            for (int i = 0; i < series.Values.Length; i++)
            {
                Row(csv, report.StartedAt, series.Channel, TimeSpan.FromSeconds(series.ElapsedSeconds.Span[i]), series.Values.Span[i]);
            }
        }
    }

    private static bool IsUser(SeriesReport series) => series.Channel.Device.Kind == DeviceKind.User;
}
