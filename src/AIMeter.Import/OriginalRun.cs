using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Importing;

/// <summary>Makes a recorded run of the rows of the Python AIMeter.</summary>
internal sealed class OriginalRun
{
    private const string Source = "aimeter-py";

    // The original reads a RAPL counter twice, 50 ms apart, and takes the mean for the whole interval; RAPL updates every millisecond.
    // Which processor it was is not in the file, so the scale error is that of the ones that model their energy.
    private static readonly SensorTraits RaplSnapshot = new()
    {
        RefreshPeriod = TimeSpan.FromMilliseconds(1),
        AveragingWindow = TimeSpan.FromMilliseconds(50),
        GainError = 0.1,
    };

    private static readonly Device Cpu = new("cpu0", DeviceKind.Cpu, "CPU package (the first found)");
    private static readonly Device Memory = new("dram0", DeviceKind.Memory, "memory (the first domain found)");
    private static readonly Device Host = new("host", DeviceKind.Host);

    private readonly OriginalTable _table;
    private readonly OriginalCsvOptions _options;
    private readonly List<OriginalSample> _samples;
    private readonly SortedDictionary<int, Device> _gpus = [];
    private readonly Dictionary<(OriginalMetric Metric, int Gpu), Channel> _channels = [];
    private readonly Dictionary<int, double> _shifted = [];
    private readonly HashSet<int> _swapped;

    public OriginalRun(OriginalTable table, OriginalCsvOptions options)
    {
        (_table, _options) = (table, options);
        _samples = OriginalSamples.Of(table, options.TimeZone ?? TimeZoneInfo.Utc);
        foreach (OriginalRow row in table.Rows)
        {
            _gpus.TryAdd(row.Gpu, new Device(string.Create(CultureInfo.InvariantCulture, $"gpu{row.Gpu}"), DeviceKind.Gpu, row.GpuName));
        }

        FindShifted();
        int cpu = Place(OriginalMetric.CpuPower), memory = Place(OriginalMetric.DramPower);
        _swapped = cpu < 0 || memory < 0 ? [] : ColumnSwaps.OfPower([.. _samples.Select(sample => (sample.Rows[0].Cells[cpu].Value, sample.Rows[0].Cells[memory].Value))]);
        AddChannels();
    }

    public RecordedRun Record()
    {
        TimeSpan? middle = OriginalSamples.Interval(_samples);
        TimeSpan interval = Limited(middle ?? TimeSpan.FromSeconds(1));
        RunDescription description = new(
            _table.Task is { Length: > 0 } task ? task : Path.GetFileNameWithoutExtension(_table.Path),
            _table.Id, _samples[0].Utc, interval, [.. _channels.Values]);
        RecordedRun run = RecordedRun.Begin(description, new RecordedRunOptions
        {
            SourceOf = _ => Source,
            Carbon = _options.Carbon,
            TimeDoubt = _table.StampStep + interval, // cut, and taken before reads that end before the next stamp
            Sources = [SourceStatus.Ready(Source, [.. _channels.Values.Select(channel => channel.Device).Distinct()])],
        });
        AddReadings(run);
        OriginalRemarks.Add(run, _table, _samples, _options.TimeZone);
        NoteFaults(run);
        return run;
    }

    private static TimeSpan Limited(TimeSpan interval) =>
        interval < MeterConfiguration.ShortestInterval ? MeterConfiguration.ShortestInterval
        : interval > MeterConfiguration.LongestInterval ? MeterConfiguration.LongestInterval : interval;

    private int Place(string column) => Array.FindIndex(_table.Metrics, metric => metric.Column == column);

    private void FindShifted()
    {
        int power = Place(OriginalMetric.GpuPower);
        foreach ((int gpu, Device device) in power < 0 ? [] : _gpus)
        {
            if (ColumnSwaps.NumberOfName(device.Name, _table.Rows.Where(row => row.Gpu == gpu).Select(row => row.Cells[power].Value)) is { } number)
            {
                _shifted[gpu] = number;
            }
        }
    }

    private void AddChannels()
    {
        foreach (OriginalMetric metric in _table.Metrics)
        {
            foreach (int gpu in metric.Owner == OriginalOwner.Gpu ? [.. _gpus.Keys] : new[] { -1 })
            {
                // Of a GPU whose columns are shifted only the power remains, without a value: its energy is then told as unknown.
                if (metric.Metric is null || !_shifted.ContainsKey(gpu))
                {
                    _channels[(metric, gpu)] = MakeChannel(metric, gpu);
                }
            }
        }
    }

    private Channel MakeChannel(OriginalMetric metric, int gpu)
    {
        Device device = metric.Owner switch
        {
            OriginalOwner.Cpu => Cpu,
            OriginalOwner.Memory => Memory,
            OriginalOwner.Host => Host,
            _ => _gpus[gpu],
        };
        return metric.Metric is { } name ? Channel.Gauge(device, name, metric.Unit)
            : Channel.Power(device, metric.Owner == OriginalOwner.Gpu ? GpuPowerSensor.Of(device.Name) : RaplSnapshot);
    }

    private void AddReadings(RecordedRun run)
    {
        for (int index = 0; index < _samples.Count; index++)
        {
            for (int metric = 0; metric < _table.Metrics.Length; metric++)
            {
                Add(run, index, metric);
            }
        }
    }

    private void Add(RecordedRun run, int index, int place)
    {
        OriginalSample sample = _samples[index];
        OriginalMetric metric = _table.Metrics[place];
        if (metric.Owner != OriginalOwner.Gpu)
        {
            bool swapped = metric.Metric is null && _swapped.Contains(index);
            // The host's figures are repeated on the row of every GPU.
            OriginalCell cell = sample.Rows.Select(row => row.Cells[place]).FirstOrDefault(each => each.HasValue, sample.Rows[0].Cells[place]);
            Add(run, _channels[(metric, -1)], sample.Elapsed, swapped ? new OriginalCell(double.NaN, SwapMessage) : cell);
            return;
        }

        foreach (OriginalRow row in sample.Rows.Where(row => !_shifted.ContainsKey(row.Gpu)))
        {
            Add(run, _channels[(metric, row.Gpu)], sample.Elapsed, row.Cells[place]);
        }
    }

    private const string SwapMessage = "cpu_power and dram_power stand in each other's column: not integrated";

    private static void Add(RecordedRun run, Channel channel, TimeSpan elapsed, OriginalCell cell)
    {
        if (cell.Missing is { } missing)
        {
            run.Fail(channel, elapsed, missing);
        }
        else
        {
            run.Add(channel, elapsed, cell.Value);
        }
    }

    private void NoteFaults(RecordedRun run)
    {
        foreach ((DateTime stamp, string message) in _table.LeftOut)
        {
            run.Note(stamp - _samples[0].Rows[0].Stamp, Source, message);
        }

        foreach ((int gpu, double number) in _shifted)
        {
            run.Note(TimeSpan.Zero, _gpus[gpu].Id, string.Create(CultureInfo.InvariantCulture,
                $"its power is always {number}, a number in its name '{CsvSource.Shown(_gpus[gpu].Name)}': the original took it for the first metric and shifted all columns of this GPU. None was read; the run has to be measured again."));
        }

        if (_swapped.Count > 0)
        {
            string lines = string.Join(", ", _swapped.Order().Take(5).Select(index => _samples[index].Rows[0].Line.ToString(CultureInfo.InvariantCulture)));
            run.Remark($"cpu_power and dram_power were swapped in {_swapped.Count} of {_samples.Count} samples (line {lines}{(_swapped.Count > 5 ? ", …" : "")}): these samples were not integrated. To use them, swap the two cells back in the file.");
        }
    }
}
