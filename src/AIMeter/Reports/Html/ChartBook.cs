using System.Globalization;
using System.Text.Json;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Every line of the page with its samples, and the order of devices, which is the order of their colours.</summary>
internal sealed class ChartBook
{
    // Series read within a tenth of the interval are of one reading: a twentieth of a pixel on a screen that shows 200 readings.
    private const double ShareOfInterval = 0.1;

    private readonly MeterReport _report;
    private readonly List<Device> _devices = [];
    private readonly List<ChartTrace> _traces = [];
    private readonly List<uint[]> _samples = [];
    private readonly TimeAxes _axes;
    private readonly MinMaxGrid _grid;
    private readonly int _mostPoints;
    private int _reduced;
    private int _cutValues;

    private ChartBook(MeterReport report, HtmlReportOptions options)
    {
        _report = report;
        _mostPoints = options.MaxPoints;
        _axes = new(report.SamplingInterval.TotalSeconds * ShareOfInterval);
        Seconds = Math.Max(report.Duration.TotalSeconds, 1e-9);
        _grid = new(options.MaxPoints / 2, Seconds);
    }

    public double Seconds { get; }

    public IReadOnlyList<ChartTrace> Traces => _traces;

    /// <summary>Gets in words how the lines were made.</summary>
    public string HowDrawn => string.Join(' ', Words());

    public static ChartBook Of(MeterReport report, HtmlReportOptions options)
    {
        ChartBook book = new(report, options);
        book._devices.AddRange(report.Devices.Select(device => device.Device));
        foreach (SeriesReport series in report.Series.Where(series => series.Values.Length > 0).OrderBy(series => MetricFamilies.Rank(series.Channel.Metric)))
        {
            book.Add(series);
        }

        return book;
    }

    public int ColourOf(Device device) => Math.Max(0, _devices.FindIndex(known => known.Id == device.Id));

    public string ModelJson() => JsonSerializer.Serialize(
        new ChartModel(
            Seconds, [.. _report.Phases.Select(Phase)], [.. _devices.Select(device => new ChartDevice(device.Id, device.Name))], [.. _traces]),
        ChartModelContext.Default.ChartModel);

    public void WriteData(HtmlPen pen)
    {
        for (int index = 0; index < _axes.All.Count; index++)
        {
            Block(pen, "axis", index, TraceCode.Pack(_axes.All[index]));
        }

        for (int index = 0; index < _samples.Count; index++)
        {
            Block(pen, "trace", index, TraceCode.Pack(_samples[index]));
        }
    }

    // A script of an unknown type is data to a browser: it is neither run nor parsed as markup.
    private static void Block(HtmlPen pen, string kind, int index, string base64)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{kind}-{index}");
        pen.Open("script", ("type", "application/gzip"), ("id", id));
        pen.Raw(base64);
        pen.Close();
    }

    private void Add(SeriesReport series)
    {
        Channel channel = series.Channel;
        DeviceReport? owner = _report.Devices.FirstOrDefault(device => device.Device.Id == channel.Device.Id);
        TracePoints points = TraceBuilder.Of(series, _report.SamplingInterval, owner?.RefreshPeriod ?? channel.Sensor?.RefreshPeriod);
        bool isReduced = points.Seconds.Length > _mostPoints;
        int axis = isReduced ? _axes.Of(_grid) : _axes.Of(points.Seconds);
        _samples.Add(isReduced ? _grid.Reduce(points) : TraceCode.Of(points.Values));
        _reduced += isReduced ? 1 : 0;
        _cutValues += series.Statistics is { } known && double.IsFinite(known.Min) && double.IsFinite(known.Max) ? 0 : points.Values.Count(double.IsInfinity);
        _traces.Add(new(
            _traces.Count, DeviceIndex(channel.Device), channel.Metric, Label(channel), Unit(series.StatisticsUnit),
            MetricFamilies.Of(channel).ToString(), axis, points.IsStep, channel.Device.Kind == DeviceKind.User,
            owner is not null && IsPowerOf(owner, channel), channel.Device.InTotal || !_report.Devices.Any(device => device.Device.InTotal),
            MetricFamilies.IsFirst(channel)));
    }

    // One line per device: its power readings where it has some, else the power that its counter gives.
    private bool IsPowerOf(DeviceReport owner, Channel channel) => channel == _report.Series
        .Where(series => series.Channel.Device.Id == owner.Device.Id && series.Values.Length > 0)
        .Select(series => series.Channel)
        .Where(each => each.Kind is ChannelKind.Power or ChannelKind.EnergyCounter)
        .OrderBy(each => each.Kind is ChannelKind.Power ? 0 : 1).ThenBy(each => each.AccountsEnergy ? 0 : 1)
        .FirstOrDefault();

    private int DeviceIndex(Device device)
    {
        int index = _devices.FindIndex(known => known.Id == device.Id);
        if (index < 0)
        {
            _devices.Add(device);
            index = _devices.Count - 1;
        }

        return index;
    }

    private static string Label(Channel channel)
    {
        string words = Glyphs.Clean(channel.Metric.Replace('_', ' '), ascii: false);
        return channel.Kind == ChannelKind.EnergyCounter ? words == "energy" ? "power, from the energy counter" : $"power, from {words}" : words;
    }

    private static string Unit(MetricUnit unit) => Glyphs.Clean(unit.Symbol.Length > 0 ? unit.Symbol : unit.ColumnSuffix, ascii: false);

    private static ChartPhase Phase(PhaseReport phase, int index) => new(
        Glyphs.Clean(phase.Path, ascii: false), phase.Depth, index,
        [.. phase.Runs.SelectMany(run => new[] { Math.Round(run.Start.TotalSeconds, 6), Math.Round(run.End.TotalSeconds, 6) })]);

    private IEnumerable<string> Words()
    {
        yield return _reduced == 0
            ? "Every sample that the report keeps is drawn."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{_reduced} of {_traces.Count} lines are down-sampled: the least and the greatest value of each {Say.Time(TimeSpan.FromSeconds(_grid.Width))}, in the order in which they came, so no peak is lost; the CSV and JSON forms hold every sample.");
        if (_report.Series.Any(series => series.ThinnedBy > 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The history was full, so only one of up to {_report.Series.Max(series => series.ThinnedBy)} samples was kept.");
        }

        if (_traces.Any(trace => trace.Step))
        {
            yield return "Lines with steps come from counters: a step is the mean since the point before, over at least ten updates of the sensor.";
        }

        if (_axes.LargestShift > 0)
        {
            yield return $"Values of one reading stand at the time of its first, at most {Say.Time(TimeSpan.FromSeconds(_axes.LargestShift))} from their own.";
        }

        if (_cutValues > 0)
        {
            yield return $"{Say.Number("value", _cutValues)} without end cannot be drawn and leave gaps.";
        }
    }
}
