using BenchmarkDotNet.Attributes;

namespace AIMetering.BenchmarkDotNet.Subjects;

/// <summary>One step of work, and two.</summary>
public class OneAndTwo
{
    private PowercapOfWork _work = null!;

    [GlobalSetup]
    public void Open() => _work = PowercapOfWork.Open();

    [GlobalCleanup]
    public void Close() => _work.Dispose();

    [Benchmark(Baseline = true)]
    public void One() => _work.Work(1);

    [Benchmark]
    public void Two() => _work.Work(2);
}

/// <summary>One step of work, after a setup of each iteration that uses as much as half of the iteration.</summary>
public class WithSetup
{
    /// <summary>Steps of each setup.</summary>
    public const int StepsOfSetup = 32;

    private PowercapOfWork _work = null!;

    [GlobalSetup]
    public void Open() => _work = PowercapOfWork.Open();

    [IterationSetup]
    public void Prepare() => _work.Work(StepsOfSetup);

    [GlobalCleanup]
    public void Close() => _work.Dispose();

    [Benchmark]
    public void One() => _work.Work(1);
}

/// <summary>A tenth of a millisecond, of which no sensor knows.</summary>
public class Brief
{
    [Benchmark]
    public long Spin()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMilliseconds(0.1))
        {
            Thread.SpinWait(20);
        }

        return began;
    }
}

/// <summary>As many steps as a parameter says: fifty use over a thousand millijoules.</summary>
public class Parameterised
{
    private PowercapOfWork _work = null!;

    [Params(1, 50)]
    public int Steps { get; set; }

    [GlobalSetup]
    public void Open() => _work = PowercapOfWork.Open();

    [GlobalCleanup]
    public void Close() => _work.Dispose();

    [Benchmark]
    public void Work() => _work.Work(Steps);
}

/// <summary>Four operations in each invocation.</summary>
public class FourAtOnce
{
    /// <summary>How many.</summary>
    public const int Operations = 4;

    private PowercapOfWork _work = null!;

    [GlobalSetup]
    public void Open() => _work = PowercapOfWork.Open();

    [GlobalCleanup]
    public void Close() => _work.Dispose();

    [Benchmark(OperationsPerInvoke = Operations)]
    public byte[] Four()
    {
        _work.Work(Operations);
        return new byte[100];
    }
}

/// <summary>One benchmark ends its process in the middle of an iteration, the other goes on.</summary>
public class Crashing
{
    private PowercapOfWork _work = null!;
    private int _calls;

    [GlobalSetup]
    public void Open() => _work = PowercapOfWork.Open();

    [Benchmark]
    public void Crash()
    {
        _work.Work(1);
        if (++_calls == 200) // one warm-up iteration of 64 and then some
        {
            Environment.Exit(7);
        }
    }

    [Benchmark]
    public void One() => _work.Work(1);
}

/// <summary>So short that BenchmarkDotNet's own loop is a good part of the time.</summary>
public class Nanoseconds
{
    private double _number = 2;

    [Benchmark]
    public double Root() => Math.Sqrt(_number += 1e-9);
}
