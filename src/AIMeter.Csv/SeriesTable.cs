using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>The samples that a report kept, merged in the order of time.</summary>
internal static class SeriesTable
{
    private const int RowsHeld = 64;

    public static SeriesReport[] Of(MeterReport report) =>
        [.. report.Series.Where(series => series.Channel.Device.Kind != DeviceKind.User)];

    public static void Write(MeterReport report, CsvWriter csv)
    {
        SeriesReport[] all = Of(report);
        Channel[] channels = [.. all.Select(series => series.Channel)];
        WideRows.Header(csv, channels);
        WideRows rows = new(csv, report.StartedAt, report.SamplingInterval, channels);
        int taken = 0;
        foreach ((int column, int index) in InTime(all))
        {
            rows.Add(column, TimeSpan.FromSeconds(all[column].ElapsedSeconds.Span[index]), all[column].Values.Span[index]);
            if (++taken % (RowsHeld * all.Length) == 0)
            {
                rows.Write(all: false);
            }
        }

        rows.Write(all: true);
    }

    // Each series is in order already, so the next sample of all is the least of their heads.
    private static IEnumerable<(int Column, int Index)> InTime(SeriesReport[] all)
    {
        PriorityQueue<(int Column, int Index), double> heads = new();
        for (int column = 0; column < all.Length; column++)
        {
            Push(heads, all, column, 0);
        }

        while (heads.TryDequeue(out (int Column, int Index) head, out _))
        {
            yield return head;
            Push(heads, all, head.Column, head.Index + 1);
        }
    }

    private static void Push(PriorityQueue<(int Column, int Index), double> heads, SeriesReport[] all, int column, int index)
    {
        if (index < all[column].ElapsedSeconds.Length)
        {
            heads.Enqueue((column, index), all[column].ElapsedSeconds.Span[index]);
        }
    }
}
