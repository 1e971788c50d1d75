using AIMetering.Readings;

namespace AIMetering.Reports.Html;

/// <summary>The series of the heat map: those a reader looks at first, of one GPU, host, process and program, as many as fit a page.</summary>
/// <param name="Series">The series.</param>
/// <param name="Notes">What is not shown, and how to see it.</param>
internal sealed record HeatSelection(IReadOnlySet<SeriesReport> Series, IReadOnlyList<string> Notes)
{
    /// <summary>How many of the strongest pairs are listed.</summary>
    public const int Pairs = 10;

    private const int Most = 20;

    public static HeatSelection Of(MeterReport report)
    {
        string[] gpus = [.. report.Series.Select(series => series.Channel.Device).Where(device => device.Kind == DeviceKind.Gpu).Select(device => device.Id).Distinct()];
        SeriesReport[] near = [.. report.Series.Where(series => series.Values.Length > 0 && (gpus.Length < 2 || !IsOther(series.Channel.Device, gpus)))];
        SeriesReport[] shown = [.. near.OrderBy(series => MetricFamilies.IsFirst(series.Channel) ? 0 : 1).ThenBy(series => MetricFamilies.Rank(series.Channel.Metric)).Take(Most)];
        int left = report.Series.Count(series => series.Values.Length > 0) - shown.Length;
        return new(shown.ToHashSet(), left == 0 ? [] :
        [
            FormattableString.Invariant($"The map shows {shown.Length} of {shown.Length + left} series{(gpus.Length < 2 ? "" : $", of the GPUs only {gpus[0]}")}; report.Correlate() compares all, with lags."),
        ]);
    }

    private static bool IsOther(Device device, string[] gpus) => gpus.Skip(1).Any(gpu => device.Id == gpu || device.PartOf == gpu);
}
