using System.Globalization;

namespace AIMetering.Importing;

/// <summary>What a reader of an imported run should know about its figures.</summary>
internal static class OriginalRemarks
{
    public static void Add(RecordedRun run, OriginalTable table, List<OriginalSample> samples, TimeZoneInfo? zone)
    {
        run.Remark(string.Create(CultureInfo.InvariantCulture,
            $"Imported from {Path.GetFileName(table.Path)} of the Python AIMeter: {samples.Count} samples, stamps cut to {table.StampStep.TotalSeconds} s and taken before each read. The run lasts from the first to the last of them; what came before and after was not recorded, and what measuring cost is not known."));
        if (zone is null)
        {
            run.Remark("The file's times name no zone and are taken as UTC; the option TimeZone says which they are of.");
        }

        if (Has(table, OriginalMetric.CpuPower) || Has(table, OriginalMetric.DramPower))
        {
            run.Remark("cpu_power and dram_power are of one package and one memory domain only, whatever the machine has, and each is a mean of 50 ms.");
        }

        if (table.Metrics.Any(metric => metric.CellUnit == "GB/s"))
        {
            run.Remark("The file's GB/s are GiB/s (1024³ bytes); they were converted to bytes per second.");
        }

        if (IsCopied(table, "clocks.current.graphics", "clocks.current.sm"))
        {
            run.Remark("The graphics clock is a copy of the SM clock, as the original takes it from DCGM.");
        }

        if (table.Unknown.Count > 0)
        {
            run.Remark($"Columns that are not known were not read: {string.Join(", ", table.Unknown.Select(CsvSource.Shown))}.");
        }
    }

    private static bool Has(OriginalTable table, string column) => Array.Exists(table.Metrics, metric => metric.Column == column);

    private static bool IsCopied(OriginalTable table, string column, string other)
    {
        (int one, int two) = (Array.FindIndex(table.Metrics, metric => metric.Column == column), Array.FindIndex(table.Metrics, metric => metric.Column == other));
        return one >= 0 && two >= 0 && table.Rows.TrueForAll(row => row.Cells[one].Value.Equals(row.Cells[two].Value));
    }
}
