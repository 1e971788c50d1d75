using System.Diagnostics;
using AIMetering.Benchmarks.Bare;

namespace AIMetering.Benchmarks.Machines;

/// <summary>Keeps a powercap tree as the hardware would: new counts every millisecond, in a process of its own.</summary>
internal static class PowercapSimulator
{
    /// <summary>Keeps the tree until the parent closes the standard input.</summary>
    public static int Run(string folder)
    {
        new Thread(WaitForParent) { IsBackground = true }.Start();
        using PowercapTree tree = PowercapTree.Open(folder);
        long begin = Stopwatch.GetTimestamp();
        void Update() => tree.Show(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        using BareLoop loop = new(TimeSpan.FromMilliseconds(1), Update, stamps: 0);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static void WaitForParent()
    {
        while (Console.In.Read() >= 0)
        {
            // Nobody writes; the end of the stream is the signal.
        }

        Environment.Exit(0);
    }
}
