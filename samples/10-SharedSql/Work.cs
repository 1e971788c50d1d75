using System.Diagnostics;

namespace SharedSql;

/// <summary>Something for the processor to do.</summary>
internal static class Work
{
    private const int Batch = 100_000;

    public static long Sort(TimeSpan time) => For(time, static numbers => Array.Sort(numbers));

    public static long Roots(TimeSpan time) => For(time, static numbers =>
    {
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = Math.Sqrt(numbers[index]);
        }
    });

    private static long For(TimeSpan time, Action<double[]> work)
    {
        Random random = new(1);
        long done = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; done += Batch)
        {
            double[] numbers = new double[Batch];
            for (int index = 0; index < Batch; index++)
            {
                numbers[index] = random.NextDouble();
            }

            work(numbers);
        }

        return done;
    }
}
