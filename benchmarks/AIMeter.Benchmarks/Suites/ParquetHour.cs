using AIMetering.Readings;

namespace AIMetering.Benchmarks.Suites;

/// <summary>An hour of eight GPUs at 10 Hz with 30 metrics each: 8.64 million values as sensors give them, made from a fixed seed.</summary>
/// <remarks>
/// Energy in millijoules, power in milliwatts, whole degrees, clocks in steps of 15 MHz, whole percents, six activity ratios that use
/// every digit of a double, throughputs in kilobytes, memory that changes now and then, four constants. Work comes and goes every 30 s.
/// </remarks>
internal sealed class ParquetHour
{
    public const int Gpus = 8, Metrics = 30, Samples = 36_000, Rows = Gpus * Samples;
    public const long Values = (long)Rows * Metrics;

    private readonly Random _random = new(1);

    public ParquetHour()
    {
        for (int gpu = 0; gpu < Gpus; gpu++)
        {
            Fill(gpu);
        }

        Channels = [.. Enumerable.Range(0, Gpus).SelectMany(gpu => ChannelsOf(new Device($"gpu{gpu}", DeviceKind.Gpu, "simulated GPU")))];
        Run = new("hour", Guid.CreateVersion7().ToString("N"), new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), Interval, Channels);
    }

    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    public Channel[] Channels { get; }

    public RunDescription Run { get; }

    /// <summary>Gets the values by metric and row; the rows are those of the GPUs in turn.</summary>
    public double[][] Columns { get; } = [.. Enumerable.Range(0, Metrics).Select(_ => new double[Rows])];

    /// <summary>When a row was read: the GPUs one after another, 200 µs each.</summary>
    public static TimeSpan Time(int row) => (Interval * (row / Gpus)) + TimeSpan.FromMicroseconds(200 * (row % Gpus));

    /// <summary>The readings of one sample of all GPUs.</summary>
    public void Read(int sample, Span<Reading> readings)
    {
        for (int gpu = 0, at = 0; gpu < Gpus; gpu++)
        {
            int row = (sample * Gpus) + gpu;
            TimeSpan time = Time(row);
            for (int metric = 0; metric < Metrics; metric++)
            {
                readings[at] = new(Channels[at], time, Columns[metric][row]);
                at++;
            }
        }
    }

    private static IEnumerable<Channel> ChannelsOf(Device gpu)
    {
        yield return Channel.EnergyCounter(gpu, new() { JoulesPerCount = 1e-3 });
        yield return Channel.Power(gpu, new(), accountsEnergy: false);
        for (int metric = 2; metric < Metrics; metric++)
        {
            yield return Channel.Gauge(gpu, $"metric{metric}", MetricUnit.None);
        }
    }

    private void Fill(int gpu)
    {
        double power = 300, energy = 0, celsius = 50, memory = 20e9;
        for (int sample = 0; sample < Samples; sample++)
        {
            double load = sample / 300 % 3 == 0 ? 0.3 : 1;
            power += (0.2 * ((700 * load) - power)) + (10 * Noise());
            energy += power * Interval.TotalSeconds;
            celsius += (0.01 * (40 + (power / 15) - celsius)) + (0.1 * Noise());
            memory = _random.Next(200) == 0 ? Math.Round(20e9 + (_random.NextDouble() * 4e9)) : memory;
            double clock = 1980 - (15 * Math.Round(Math.Max(0, (power - 500) / 30)));
            double use = Math.Clamp(Math.Round((100 * load) + (5 * Noise())), 0, 100);
            Span<double> values =
            [
                Math.Round(energy, 3), Math.Round(power, 3), Math.Round((0.98 * power) + Noise(), 3), Math.Round((0.2 * power) + (2 * Noise()), 3),
                Math.Round(celsius), Math.Round(celsius + 8), Math.Round(celsius + 12), clock, 2619, clock - 150, 1980,
                use, Math.Round(0.6 * use), 0, 0, Ratio(load, 0), Ratio(load, 1), Ratio(load, 2), Ratio(load, 3), Ratio(load, 4), Ratio(load, 5),
                memory, 80e9 - memory, Kilobytes(5e6 * load), Kilobytes(2e6 * load), Kilobytes(3e5 * load), Kilobytes(3e5 * load),
                35, load > 0.9 && _random.Next(3) == 0 ? 4 : 0, 0,
            ];
            Put(values, (sample * Gpus) + gpu);
        }
    }

    private void Put(ReadOnlySpan<double> values, int row)
    {
        for (int metric = 0; metric < Metrics; metric++)
        {
            Columns[metric][row] = values[metric];
        }
    }

    private double Noise() => _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 1.5;

    private double Ratio(double load, int which) => Math.Clamp((load * (0.4 + (0.05 * which))) + (0.05 * Noise()), 0, 1);

    private double Kilobytes(double rate) => 1000 * Math.Round(rate * (1 + (0.2 * Noise())));
}
