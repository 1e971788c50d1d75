using System.Globalization;
using AIMetering.Readings;
using AIMetering.Simulation;

// Prints error and bound by window length and load for counters with a known truth. See docs/accuracy.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int trials = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
(string Name, double Period, double Quantum, double Gain, double Interval)[] sensors =
[
    ("RAPL-like: 1 ms tick, 61 µJ", 1e-3, 61e-6, 0, 0.1),
    ("RAPL-like with scale error within ±5 %", 1e-3, 61e-6, 0.05, 0.1),
    ("slow: 20 ms tick, 1 mJ", 20e-3, 1e-3, 0, 0.1),
    ("GPU-like: 100 ms tick, 1 mJ", 100e-3, 1e-3, 0, 0.1),
    ("GPU-like with scale error within ±5 %", 100e-3, 1e-3, 0.05, 0.1),
];
double[] lengths = [0.010, 0.050, 0.100, 0.500, 2, 10, 60];
foreach ((string name, double period, double quantum, double gain, double interval) in sensors)
{
    Console.WriteLine($"\n### {name}\n");
    Console.WriteLine("| load | window | median error % | worst error % | median bound % | contains the truth | bound / error | raw difference: median error % |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    foreach (Load load in Load.Standard(new Random(7)))
    {
        foreach (double length in lengths)
        {
            Console.WriteLine(AccuracyTable.Row(load, length, period, quantum, gain, interval, trials));
        }
    }
}

PowercapTable.Print();
