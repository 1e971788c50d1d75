namespace Smoke;

internal static class Work
{
    public static int For(TimeSpan time)
    {
        long begin = TimeProvider.System.GetTimestamp();
        int rounds = 0;
        double sum = 1;
        while (TimeProvider.System.GetElapsedTime(begin) < time)
        {
            for (int i = 1; i <= 10_000; i++)
            {
                sum = Math.Sqrt(sum + i);
            }

            rounds++;
        }

        return double.IsFinite(sum) ? rounds : 0;
    }
}
