using System.Diagnostics;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>What Start() and Stop() take: the first time in a process, and once it is warm.</summary>
internal static class StartTrial
{
    private const int Warm = 40;
    private const double FirstSeconds = 10;

    public static Dictionary<string, double> Run(string sysRoot)
    {
        long nothing = CpuClock.Resident();
        nothing = CpuClock.Resident(); // with what reading it takes
        (double coldWall, double coldCpu, _, long running) = Once(sysRoot, FirstSeconds);
        long stopped = CpuClock.Resident();
        List<double> walls = [], cpus = [], stops = [];
        for (int i = 0; i < Warm; i++)
        {
            (double wall, double cpu, double stop, _) = Once(sysRoot, 0.12);
            walls.Add(wall);
            cpus.Add(cpu);
            stops.Add(stop);
        }

        return new()
        {
            ["cold_ms"] = 1e3 * coldWall,
            ["cold_cpu_ms"] = 1e3 * coldCpu,
            ["warm_ms"] = 1e3 * Spread.Of(walls.Skip(Warm / 2)).Median,
            ["warm_max_ms"] = 1e3 * walls.Skip(Warm / 2).Max(),
            ["warm_cpu_ms"] = 1e3 * Spread.Of(cpus.Skip(Warm / 2)).Median,
            ["second_ms"] = 1e3 * walls[0],
            ["running_bytes"] = running - nothing,
            ["stopped_bytes"] = stopped - nothing,
            ["stop_ms"] = 1e3 * Spread.Of(stops.Skip(Warm / 2)).Median,
        };
    }

    private static (double Wall, double Cpu, double Stop, long Resident) Once(string sysRoot, double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        double cpu = CpuClock.OfProcess();
        MeterSession session = AIMeter.Configure("start").WithSysRoot(sysRoot).Start();
        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        cpu = CpuClock.OfProcess() - cpu;
        CpuClock.Sleep(seconds);
        long resident = CpuClock.Resident();
        begin = Stopwatch.GetTimestamp();
        session.Stop();
        return (wall, cpu, Stopwatch.GetElapsedTime(begin).TotalSeconds, resident);
    }
}
