using System.Diagnostics;
using AIMetering.Benchmarks.Bare;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>What the begin and the end of a phase cost the calling thread, beside the two reads of the sensors that they contain.</summary>
internal static class PhaseTrial
{
    private const int Rounds = 40;
    private const int PhasesPerRound = 25;
    private const double Work = 0.004; // seconds; long enough for the sensors' updates that place the edges

    public static Dictionary<string, double> Run(string sysRoot)
    {
        using BareReads bare = new(sysRoot);
        using MeterSession session = AIMeter.Configure("phases").WithSysRoot(sysRoot).Start();
        Figures warm = new();
        for (int round = 0; round < 8; round++)
        {
            Spaced(session, bare, warm);
        }

        Figures spaced = new();
        double alone = 0, phases = 0;
        for (int round = 0; round < Rounds; round++)
        {
            phases += Spaced(session, bare, spaced);
            alone += Alone();
        }

        double backToBack = BackToBack(session, out double wall), warmSensors = SensorsInARow(bare);
        int count = Rounds * PhasesPerRound;
        return new()
        {
            ["begin_us"] = 1e6 * Spread.Of(spaced.Begin).Median,
            ["end_us"] = 1e6 * Spread.Of(spaced.End).Median,
            ["sensors_us"] = 1e6 * Spread.Of(spaced.Sensors).Median,
            ["beside_us"] = 1e6 * Spread.Of(spaced.Beside).Median,
            ["beside_p95_us"] = 1e6 * Spread.At([.. spaced.Beside.Order()], 0.95),
            ["wall_us"] = 1e6 * Spread.Of(spaced.Wall).Median,
            ["process_us"] = 1e6 * (phases - alone) / count,
            ["bytes"] = spaced.Bytes / (double)count,
            ["back_to_back_us"] = 1e6 * backToBack,
            ["back_to_back_wall_us"] = 1e6 * wall,
            ["back_to_back_sensors_us"] = 1e6 * warmSensors,
        };
    }

    // Phases with work and rest between their edges. Gives the CPU time of the process.
    private static double Spaced(MeterSession session, BareReads bare, Figures figures)
    {
        double cpu = CpuClock.OfProcess();
        for (int i = 0; i < PhasesPerRound; i++)
        {
            double sensors = Cpu(bare.ReadEnergy) + Cpu(bare.ReadEnergy);
            PhaseScope? phase = null;
            long bytes = GC.GetAllocatedBytesForCurrentThread(), wall = Stopwatch.GetTimestamp();
            double begin = CpuClock.OfThread();
            phase = session.Phase("work");
            begin = CpuClock.OfThread() - begin - ClockCost;
            double seconds = Stopwatch.GetElapsedTime(wall).TotalSeconds;
            CpuClock.Sleep(Work);
            wall = Stopwatch.GetTimestamp();
            double end = CpuClock.OfThread();
            phase.Dispose();
            end = CpuClock.OfThread() - end - ClockCost;
            seconds += Stopwatch.GetElapsedTime(wall).TotalSeconds;
            figures.Add(begin, end, sensors, seconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
            CpuClock.Sleep(Work);
        }

        return CpuClock.OfProcess() - cpu;
    }

    // The same time without phases.
    private static double Alone()
    {
        double cpu = CpuClock.OfProcess();
        for (int i = 0; i < 2 * PhasesPerRound; i++)
        {
            CpuClock.Sleep(Work);
        }

        return CpuClock.OfProcess() - cpu;
    }

    private static double BackToBack(MeterSession session, out double wall)
    {
        const int Phases = 2000;
        long begin = Stopwatch.GetTimestamp();
        double cpu = CpuClock.OfThread();
        for (int i = 0; i < Phases; i++)
        {
            session.Phase("short").Dispose();
        }

        wall = Stopwatch.GetElapsedTime(begin).TotalSeconds / Phases;
        return (CpuClock.OfThread() - cpu) / Phases;
    }

    private static double SensorsInARow(BareReads bare)
    {
        const int Phases = 2000;
        double cpu = CpuClock.OfThread();
        for (int i = 0; i < 2 * Phases; i++)
        {
            bare.ReadEnergy();
        }

        return (CpuClock.OfThread() - cpu) / Phases;
    }

    private static double Cpu(Action action)
    {
        double begin = CpuClock.OfThread();
        action();
        return CpuClock.OfThread() - begin - ClockCost;
    }

    // What two looks at the clock cost each other.
    private static readonly double ClockCost =
        Spread.Of(Enumerable.Range(0, 2000).Select(_ => -CpuClock.OfThread() + CpuClock.OfThread())).Median;

    private sealed class Figures
    {
        public List<double> Begin { get; } = [];

        public List<double> End { get; } = [];

        public List<double> Sensors { get; } = [];

        public List<double> Beside { get; } = [];

        public List<double> Wall { get; } = [];

        public long Bytes { get; private set; }

        public void Add(double begin, double end, double sensors, double wall, long bytes)
        {
            Begin.Add(begin);
            End.Add(end);
            Sensors.Add(sensors);
            Beside.Add(begin + end - sensors);
            Wall.Add(wall);
            Bytes += bytes;
        }
    }
}
