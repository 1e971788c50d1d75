using System.Globalization;
using AIMetering;
using AIMetering.Readings;
using AIMetering.Simulation;

/// <summary>The whole meter, in real time, over a powercap tree that a simulator keeps: sampling threads, phases, files and all.</summary>
internal static class PowercapTable
{
    private static readonly (double Seconds, int Windows)[] Lengths = [(0.01, 60), (0.05, 40), (0.1, 30), (0.5, 10), (2, 4), (10, 1)];

    public static void Print()
    {
        Console.WriteLine("\n### The whole meter in real time, over a powercap tree kept by a simulator (10 Hz; AMD processor, scale error taken as ±10 %)\n");
        Console.WriteLine("| load | window | windows | median error % | worst error % | median bound % | contains the truth |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Load load in Load.Standard(new Random(7)))
        {
            foreach ((double seconds, int windows) in Lengths)
            {
                Console.WriteLine(Row(load, seconds, windows));
            }
        }
    }

    private static string Row(Load load, double seconds, int windows)
    {
        Random random = new(HashCode.Combine(load.Name.Length, seconds));
        using PowercapSimulator simulator = new(load);
        using MeterSession meter = AIMeter.Configure("accuracy").WithSysRoot(simulator.SysRoot).Start();
        for (int window = 0; window < windows; window++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(0.03 * random.NextDouble()));
            using (meter.Phase(string.Create(CultureInfo.InvariantCulture, $"{window}")))
            {
                Thread.Sleep(TimeSpan.FromSeconds(seconds * (0.93 + (0.14 * random.NextDouble()))));
            }
        }

        MeterReport report = meter.Stop();
        long start = meter.Recorder.Timestamp(meter.Recorder.Start!.Seconds);
        List<double> errors = [], bounds = [];
        int contained = 0;
        foreach (PhaseReport phase in report.Phases)
        {
            double truth = simulator.Truth(start + Ticks(phase.Runs[0].Start), start + Ticks(phase.Runs[0].End));
            EnergyResult energy = phase.Energy;
            contained += energy.Low!.Value.Joules <= truth && truth <= energy.High!.Value.Joules ? 1 : 0;
            errors.Add(Math.Abs(energy.Energy!.Value.Joules - truth) / truth * 100);
            bounds.Add(energy.Bound!.Value.Joules / truth * 100);
        }

        return $"| {load} | {AccuracyTable.Show(seconds)} | {windows} | {AccuracyTable.Median(errors):G3} | {errors.Max():G3} | {AccuracyTable.Median(bounds):G3} | {contained} of {windows} |";
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
}
