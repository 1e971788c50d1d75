using System.Globalization;
using AIMetering.Benchmarks.Measuring;
using AIMetering.Export;
using AIMetering.Readings;
using BenchmarkDotNet.Attributes;

namespace AIMetering.Benchmarks.Suites;

/// <summary>An hour of eight GPUs, streamed and saved as Parquet, against the fastest writer by hand. Prints CPU time and bytes per value, too.</summary>
[MemoryDiagnoser]
public class ParquetBenchmarks
{
    private const int SamplesPerDelivery = 2; // a session hands its readings on every 200 ms

    private readonly SortedDictionary<string, List<double>> _cpu = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("aimeter-parquet-").FullName;
    private ParquetHour _hour = null!;
    private MeterReport _small = null!, _whole = null!;
    private long _bytes;

    [GlobalSetup]
    public void Make()
    {
        _hour = new();
        _small = RecordedRun.Begin(_hour.Run).ToReport(TimeSpan.FromHours(1));
    }

    [GlobalSetup(Target = nameof(Saved))]
    public void MakeReport()
    {
        Make();
        RecordedRun run = RecordedRun.Begin(_hour.Run, new() { HistoryBytes = 1L << 30 });
        Reading[] readings = new Reading[_hour.Channels.Length];
        for (int sample = 0; sample < ParquetHour.Samples; sample++)
        {
            _hour.Read(sample, readings);
            run.Add(readings);
        }

        _whole = run.ToReport();
    }

    [IterationCleanup]
    public void Empty()
    {
        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GlobalCleanup]
    public void Tell()
    {
        Directory.Delete(_folder, recursive: true);
        foreach ((string what, List<double> seconds) in _cpu)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"// {what}: CPU least {seconds.Min():F2} s, median {Spread.Of(seconds).Median:F2} s of {seconds.Count}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"// {_bytes} bytes for {ParquetHour.Values} values: {(double)_bytes / ParquetHour.Values:F2} bytes per value"));
    }

    [Benchmark(Baseline = true)]
    public long ByHand()
    {
        double before = CpuClock.OfProcess();
        _bytes = ParquetRaw.Write(_hour, Path.Combine(_folder, "raw.parquet"));
        Note("by hand", CpuClock.OfProcess() - before);
        return _bytes;
    }

    /// <summary>All that an hour costs: the journal while measuring, Parquet beside it, the end.</summary>
    [Benchmark]
    public long Streamed()
    {
        double before = CpuClock.OfProcess();
        using IReadingSink sink = AIMeter.Configure("hour").WriteTo.Parquet(_folder).WriteTo.ReadingSinks[0]();
        sink.Open(_hour.Run);
        double beside = CpuClock.OfThread();
        Note("streamed, journal", Journal(sink));
        beside = CpuClock.OfThread() - beside; // with the making of the readings, which is not the output's
        sink.Close(_small);
        Note("streamed, Parquet", CpuClock.OfProcess() - before - beside);
        return _bytes = Bytes();
    }

    /// <summary>The same readings as samples that a report kept, with the JSON form of the report.</summary>
    [Benchmark]
    public long Saved()
    {
        double before = CpuClock.OfProcess();
        _whole.SaveParquet(_folder);
        Note("saved", CpuClock.OfProcess() - before);
        return _bytes = Bytes();
    }

    private double Journal(IReadingSink sink)
    {
        Reading[] readings = new Reading[SamplesPerDelivery * _hour.Channels.Length];
        double cpu = 0;
        for (int sample = 0; sample < ParquetHour.Samples; sample += SamplesPerDelivery)
        {
            for (int each = 0; each < SamplesPerDelivery; each++)
            {
                _hour.Read(sample + each, readings.AsSpan(each * _hour.Channels.Length, _hour.Channels.Length));
            }

            double before = CpuClock.OfThread();
            sink.Write(readings);
            cpu += CpuClock.OfThread() - before;
        }

        return cpu;
    }

    private long Bytes() => Directory.EnumerateFiles(_folder, "part-*.parquet", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    private void Note(string what, double cpu)
    {
        if (!_cpu.TryGetValue(what, out List<double>? seconds))
        {
            _cpu.Add(what, seconds = []);
        }

        seconds.Add(cpu);
    }
}
