namespace AIMetering.Analysis.Statistics;

/// <summary>Ranks from 1 up; equal values share the mean of theirs.</summary>
internal static class Ranking
{
    /// <summary>Ranks the values that are numbers; those that are not keep their NaN.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        double[] sorted = new double[values.Length];
        int[] places = new int[values.Length];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                (sorted[count], places[count]) = (values[i], i);
                count++;
            }
        }

        Array.Sort(sorted, places, 0, count);
        double[] ranks = new double[values.Length];
        Array.Fill(ranks, double.NaN);
        for (int begin = 0; begin < count;)
        {
            int end = begin + 1;
            while (end < count && sorted[end] == sorted[begin])
            {
                end++;
            }

            double shared = (begin + 1 + end) / 2.0;
            for (int i = begin; i < end; i++)
            {
                ranks[places[i]] = shared;
            }

            begin = end;
        }

        return ranks;
    }
}
