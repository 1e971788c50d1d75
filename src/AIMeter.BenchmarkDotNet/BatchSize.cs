using System.Numerics;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace AIMetering.Diagnosers;

/// <summary>How invocations make an iteration.</summary>
/// <param name="OperationsPerInvoke">Operations of one invocation.</param>
/// <param name="UnrollFactor">The engine takes multiples of this many invocations only.</param>
/// <param name="Launches">How many times the benchmark is launched.</param>
internal readonly record struct BatchSize(int OperationsPerInvoke, int UnrollFactor, int Launches)
{
    private const double MostInvocations = 1L << 40; // days of the shortest operation: no advice to give beyond

    public static BatchSize Of(BenchmarkCase benchmark) => new(
        Math.Max(1, benchmark.Descriptor.OperationsPerInvoke),
        Math.Max(1, benchmark.Job.ResolveValue(RunMode.UnrollFactorCharacteristic, EnvironmentResolver.Instance)),
        benchmark.Job.HasValue(RunMode.LaunchCountCharacteristic) ? Math.Max(1, benchmark.Job.Run.LaunchCount) : 1);

    public InvocationAdvice Advise(long operations, double factor, double bound)
    {
        long present = Math.Max(1, operations / OperationsPerInvoke);
        ulong power = BitOperations.RoundUpToPowerOf2((ulong)Math.Min(Math.Ceiling(present * factor), MostInvocations));
        long rest = (long)power % UnrollFactor;
        return new(present, rest == 0 ? (long)power : (long)power + UnrollFactor - rest, bound);
    }
}
