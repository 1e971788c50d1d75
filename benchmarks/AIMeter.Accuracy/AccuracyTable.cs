using AIMetering.Readings;
using AIMetering.Simulation;

/// <summary>One cell of the table: many windows of one length on one load.</summary>
internal static class AccuracyTable
{
    public static string Row(Load load, double length, double period, double quantum, double gainError, double interval, int trials)
    {
        Random random = new(HashCode.Combine(load.Name.Length, length, period));
        List<double> errors = [], bounds = [], raw = [];
        int contained = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double gain = 1 + (gainError * ((2 * random.NextDouble()) - 1));
            TickingCounter sensor = new(load, period, random.NextDouble(), quantum, gain);
            double start = 1 + (20 * random.NextDouble());
            VirtualMeter meter = new(sensor, sensor.Traits(gainError, maxWatts: 700), start, interval, random);
            meter.RunUntil(start + (trial % 2 == 0 ? 0 : 3 * random.NextDouble()));
            // Never a whole multiple of the tick: that would flatter raw differences.
            double wanted = length * (0.93 + (0.14 * random.NextDouble()));
            double begin = meter.Now;
            (double truth, EnergyResult result) = meter.Measure(wanted);
            double joules = result.Energy!.Value.Joules;
            contained += result.Low!.Value.Joules <= truth && truth <= result.High!.Value.Joules ? 1 : 0;
            errors.Add(Math.Abs(joules - truth) / truth * 100);
            bounds.Add(result.Bound!.Value.Joules / truth * 100);
            double difference = (sensor.Read(begin + wanted) - sensor.Read(begin)) * quantum;
            double exact = load.Energy(begin, begin + wanted);
            raw.Add(Math.Abs(difference - exact) / exact * 100);
        }

        double error = Median(errors), bound = Median(bounds);
        return $"| {load} | {Show(length)} | {error:G3} | {errors.Max():G3} | {bound:G3} | {100.0 * contained / trials:F1} % | {bound / error:G3} | {Median(raw):G3} |";
    }

    public static string Show(double seconds) => seconds < 1 ? $"{seconds * 1000:F0} ms" : $"{seconds:F0} s";

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
