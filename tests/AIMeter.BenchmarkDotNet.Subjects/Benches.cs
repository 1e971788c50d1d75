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
