namespace WebService;

/// <summary>Work that takes its time: the sieve of Eratosthenes.</summary>
internal static class Primes
{
    public static int CountBelow(int limit)
    {
        bool[] composite = new bool[limit];
        int count = 0;
        for (int candidate = 2; candidate < limit; candidate++)
        {
            if (!composite[candidate])
            {
                count++;
                for (long multiple = (long)candidate * candidate; multiple < limit; multiple += candidate)
                {
                    composite[multiple] = true;
                }
            }
        }

        return count;
    }
}
