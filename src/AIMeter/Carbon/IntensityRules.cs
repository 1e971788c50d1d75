namespace AIMetering.Carbon;

/// <summary>How points of several origins become one series: who wins, and how holes are filled.</summary>
internal static class IntensityRules
{
    /// <summary>No grid reaches this; a value above it is a fault of units or of the origin.</summary>
    public const double HighestGrams = 3000;

    private const int HeldPeriods = 2;
    private static readonly TimeSpan LongestInterpolation = TimeSpan.FromHours(3);

    // No grid says more; slivers left over from overlaps must not cut a hole into millions of points.
    private static readonly TimeSpan FinestInterpolation = TimeSpan.FromMinutes(1);

    public static bool IsPossible(CarbonIntensity intensity) => intensity.GramsPerKilowattHour is >= 0 and <= HighestGrams;

    /// <summary>Sorts foreign points, drops the impossible and cuts overlaps, the earlier one winning.</summary>
    public static List<IntensityPoint> Clean(IEnumerable<IntensityPoint> points, CarbonSignal signal, out int dropped)
    {
        var clean = new List<IntensityPoint>();
        dropped = 0;
        foreach (IntensityPoint point in points.OrderBy(point => point.From))
        {
            DateTimeOffset from = clean.Count > 0 && clean[^1].To > point.From ? clean[^1].To : point.From;
            if (point.Provenance.Signal != signal || !IsPossible(point.Intensity))
            {
                dropped++;
            }
            else if (from < point.To)
            {
                clean.Add(point with { From = from });
            }
        }

        return clean;
    }

    /// <summary>Adds the second origin's points where the first knows nothing. Both are clean.</summary>
    public static List<IntensityPoint> Merge(IReadOnlyList<IntensityPoint> first, IEnumerable<IntensityPoint> second)
    {
        var merged = new List<IntensityPoint>(first);
        int next = 0;
        foreach (IntensityPoint point in second)
        {
            DateTimeOffset at = point.From;
            while (next < first.Count && first[next].To <= at)
            {
                next++;
            }

            for (int i = next; at < point.To; i++)
            {
                DateTimeOffset end = i < first.Count && first[i].From < point.To ? first[i].From : point.To;
                if (at < end)
                {
                    merged.Add(point with { From = at, To = end });
                }

                at = i < first.Count && end < point.To ? first[i].To : point.To;
            }
        }

        merged.Sort((left, right) => left.From.CompareTo(right.From));
        return merged;
    }

    /// <summary>Fills the holes inside a time from the real points around them and from the day before.</summary>
    public static List<IntensityPoint> Fill(IReadOnlyList<IntensityPoint> points, DateTimeOffset from, DateTimeOffset to)
    {
        var filled = new List<IntensityPoint>();
        foreach ((DateTimeOffset start, DateTimeOffset end) in Holes(points, from, to))
        {
            IntensityPoint? left = points.LastOrDefault(point => point.To <= start && point.Provenance.Kind.IsReal());
            IntensityPoint? right = points.FirstOrDefault(point => point.From >= end && point.Provenance.Kind.IsReal());
            filled.AddRange(FillOne(points, left, right, start, end));
        }

        return Merge(points, filled);
    }

    /// <summary>The times inside a span that no point covers.</summary>
    public static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Holes(
        IEnumerable<IntensityPoint> points, DateTimeOffset from, DateTimeOffset to)
    {
        DateTimeOffset at = from;
        foreach (IntensityPoint point in points.Where(point => point.To > from && point.From < to))
        {
            if (point.From > at)
            {
                yield return (at, point.From);
            }

            at = point.To;
        }

        if (at < to)
        {
            yield return (at, to);
        }
    }

    private static IEnumerable<IntensityPoint> FillOne(
        IReadOnlyList<IntensityPoint> points,
        IntensityPoint? left,
        IntensityPoint? right,
        DateTimeOffset start,
        DateTimeOffset end)
    {
        // The hole can be wider than the part of it that is asked for.
        TimeSpan width = (right?.From ?? end) - (left?.To ?? start);
        if (left is not null && width <= HeldPeriods * left.Period)
        {
            return [Filled(left, IntensityKind.Held, left.Intensity, start, end)];
        }

        bool between = left is not null && right is not null && left.Provenance.Basis == right.Provenance.Basis;
        return between && width <= LongestInterpolation
            ? Interpolate(left!, right!, start, end)
            : Profile(points, start, end);
    }

    private static IEnumerable<IntensityPoint> Interpolate(
        IntensityPoint left, IntensityPoint right, DateTimeOffset start, DateTimeOffset end)
    {
        TimeSpan shorter = left.Period < right.Period ? left.Period : right.Period;
        TimeSpan period = shorter > FinestInterpolation ? shorter : FinestInterpolation;
        double first = left.Intensity.GramsPerKilowattHour;
        double rise = right.Intensity.GramsPerKilowattHour - first;
        for (DateTimeOffset at = start; at < end; at += period)
        {
            DateTimeOffset to = at + period < end ? at + period : end;
            double part = (at - left.From) / (right.From - left.From);
            yield return Filled(
                left, IntensityKind.Interpolated, CarbonIntensity.FromGramsPerKilowattHour(first + (part * rise)), at, to);
        }
    }

    private static IEnumerable<IntensityPoint> Profile(
        IReadOnlyList<IntensityPoint> points, DateTimeOffset start, DateTimeOffset end)
    {
        TimeSpan day = TimeSpan.FromDays(1);
        return points
            .Where(point => point.Provenance.Kind.IsReal() && point.To < DateTimeOffset.MaxValue - day
                && point.To + day > start && point.From + day < end)
            .Select(point => Filled(
                point, IntensityKind.Profile, point.Intensity, Later(point.From + day, start), Earlier(point.To + day, end)));
    }

    private static IntensityPoint Filled(
        IntensityPoint model, IntensityKind kind, CarbonIntensity value, DateTimeOffset from, DateTimeOffset to) =>
        new() { Intensity = value, From = from, To = to, Provenance = model.Provenance with { Kind = kind } };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
