using CsvHelper;

namespace AIMetering.Export;

/// <summary>A row per series with its statistics.</summary>
internal static class StatisticsTable
{
    public static void Write(MeterReport report, CsvWriter csv)
    {
        csv.WriteHeader([
            "run_id", "series", "source", "unit", "count", "mean", "standard_deviation", "min", "p50", "p95", "p99", "max", "mode",
        ]);
        foreach (SeriesReport series in report.Series)
        {
            Row(csv, report, series);
        }
    }

    private static void Row(CsvWriter csv, MeterReport report, SeriesReport series)
    {
        SeriesStatistics? s = series.Statistics;
        csv.Text(report.RunId);
        csv.Text(series.Channel.FullName);
        csv.Text(series.Source);
        csv.Text(series.StatisticsUnit.ColumnSuffix);
        csv.WriteField(s?.Count ?? 0);
        csv.Number(s?.Mean);
        csv.Number(s?.StandardDeviation);
        csv.Number(s?.Min);
        csv.Number(s?.P50);
        csv.Number(s?.P95);
        csv.Number(s?.P99);
        csv.Number(s?.Max);
        csv.Number(s?.Mode);
        csv.EndRecord();
    }
}
