namespace AIMetering.Reports.Html;

/// <summary>
/// Draws a long series by the least and the greatest value of each of many equal stretches of time, in the order in which they
/// came: no peak is lost, whatever the zoom. All reduced series share one axis, so their cursors agree.
/// </summary>
internal sealed class MinMaxGrid
{
    private const int SlotsPerBucket = 3;      // the earlier extreme, the later one, and room for a gap behind them

    private readonly int _buckets;
    private readonly double _width;

    /// <param name="buckets">How many stretches.</param>
    /// <param name="duration">The length of the run in seconds; above zero.</param>
    public MinMaxGrid(int buckets, double duration) => (_buckets, _width) = (buckets, duration / buckets);

    /// <summary>Gets the length of a stretch in seconds.</summary>
    public double Width => _width;

    /// <summary>The moments of the slots: a quarter, three quarters and the end of each stretch.</summary>
    public double[] Axis()
    {
        double[] axis = new double[_buckets * SlotsPerBucket];
        for (int bucket = 0; bucket < _buckets; bucket++)
        {
            axis[bucket * SlotsPerBucket] = (bucket + 0.25) * _width;
            axis[(bucket * SlotsPerBucket) + 1] = (bucket + 0.75) * _width;
            axis[(bucket * SlotsPerBucket) + 2] = (bucket + 1) * _width;
        }

        return axis;
    }

    public uint[] Reduce(TracePoints points)
    {
        uint[] slots = new uint[_buckets * SlotsPerBucket];
        Array.Fill(slots, TraceCode.Nothing);
        int bucket = -1;
        for (int first = 0; first < points.Seconds.Length;)
        {
            // What lies behind the end of a stretch is of a later one, whatever rounding says; or it would be filled twice.
            bucket = Math.Max(bucket + 1, BucketOf(points.Seconds[first]));
            int behind = first + 1;
            double end = bucket == _buckets - 1 ? double.PositiveInfinity : (bucket + 1) * _width;
            while (behind < points.Seconds.Length && points.Seconds[behind] < end)
            {
                behind++;
            }

            Fill(slots, bucket, points.Values.AsSpan(first..behind));
            first = behind;
        }

        return slots;
    }

    private int BucketOf(double seconds) => (int)Math.Clamp(seconds / _width, 0, _buckets - 1);

    private static void Fill(uint[] slots, int bucket, ReadOnlySpan<double> values)
    {
        int least = -1, greatest = -1, gap = -1;
        for (int index = 0; index < values.Length; index++)
        {
            if (!TraceCode.CanDraw(values[index]))
            {
                gap = gap < 0 ? index : gap;
                continue;
            }

            least = least < 0 || values[index] < values[least] ? index : least;
            greatest = greatest < 0 || values[index] > values[greatest] ? index : greatest;
        }

        int slot = bucket * SlotsPerBucket;
        if (least >= 0)
        {
            slots[slot] = TraceCode.Of(values[Math.Min(least, greatest)]);
            slots[slot + 1] = TraceCode.Of(values[Math.Max(least, greatest)]);
        }

        CutLine(slots, slot, gap, Math.Min(least, greatest));
    }

    // A gap before the first value cuts the line in front of the stretch, any other behind it: true to within a stretch.
    private static void CutLine(uint[] slots, int slot, int gap, int firstValue)
    {
        if (gap >= 0 && (gap > firstValue || slot == 0))
        {
            slots[slot + 2] = TraceCode.Gap;
        }
        else if (gap >= 0)
        {
            slots[slot - 1] = TraceCode.Gap;
        }
    }
}
