namespace AIMetering.Carbon;

/// <summary>What an account holds at one moment, swapped as one: the two signals and the statement written from them.</summary>
internal sealed record CarbonBook(CarbonLine Average, CarbonLine Marginal, CarbonStatement Statement)
{
    public CarbonLine Of(CarbonSignal signal) => signal == CarbonSignal.Average ? Average : Marginal;
}

/// <summary>One signal of an account.</summary>
/// <param name="Series">The intensities it is priced by.</param>
/// <param name="Result">The price.</param>
/// <param name="AskedAt">When all providers were last asked to the end; null is never.</param>
/// <param name="IsServed">Whether any of them has the signal, as far as they say.</param>
internal sealed record CarbonLine(IntensitySeries Series, CarbonResult Result, DateTimeOffset? AskedAt = null, bool IsServed = true)
{
    /// <summary>The same figures with what was said since.</summary>
    public CarbonLine Remember(IntensitySeries fresh) => this with
    {
        Series = new(Series.Signal, Series.Points, Series.Reason, Series.Notes.Union(fresh.Notes)) { Dropped = Series.Dropped },
        Result = Result with { Notes = [.. Result.Notes.Union(fresh.Notes)] },
    };
}

/// <summary>One call to settle: all it finds bears one revision, given when the first thing is found.</summary>
internal sealed class CarbonSettlement
{
    public int? Revision { get; set; }

    /// <summary>Gets or sets whether the caller has gone on: what comes now is too late.</summary>
    public bool IsClosed { get; set; }
}

/// <summary>When a signal's values are no longer revised.</summary>
internal static class CarbonClosing
{
    // WattTime publishes and revises MOER within a day, AOER within 72 hours; Electricity Maps revises for days.
    private static readonly TimeSpan AfterAverage = TimeSpan.FromHours(72);
    private static readonly TimeSpan AfterMarginal = TimeSpan.FromHours(24);

    public static TimeSpan SettlesAfter(CarbonSignal signal) => signal == CarbonSignal.Average ? AfterAverage : AfterMarginal;

    /// <summary>Whether nobody will revise a point any more: a real value that was fetched after its time to settle.</summary>
    public static bool IsSettled(IntensityPoint point) => point.Provenance.Kind.Rank() == IntensityRank.Real
        && point.Provenance.RetrievedAt - point.To >= SettlesAfter(point.Provenance.Signal);
}
