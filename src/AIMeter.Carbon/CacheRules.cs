namespace AIMetering.Carbon.Providers;

/// <summary>How long the values of a service stand.</summary>
/// <param name="SettledAfter">Past values fetched this long after their period are not revised any more.</param>
/// <param name="Step">How often the service has something new: values fetched in the running step are not asked for again.</param>
/// <param name="Least">Values younger than this are not asked for again in any case.</param>
internal readonly record struct CacheRules(TimeSpan SettledAfter, TimeSpan Step, TimeSpan Least)
{
    /// <summary>Whether a value will not change, or was fetched a moment ago. One from the future was written by a clock that was
    /// wrong and is not trusted.</summary>
    public bool IsUsable(IntensityPoint point, DateTimeOffset now)
    {
        DateTimeOffset retrieved = point.Provenance.RetrievedAt ?? DateTimeOffset.MinValue;
        return retrieved <= now && (IsSettled(point, retrieved) || IsFresh(retrieved, now));
    }

    private bool IsSettled(IntensityPoint point, DateTimeOffset retrieved) =>
        point.Provenance.Kind is IntensityKind.Historical or IntensityKind.Imputed && retrieved - point.To > SettledAfter;

    private bool IsFresh(DateTimeOffset retrieved, DateTimeOffset now) =>
        now - retrieved < Least || Iso.Floor(now, Step) == Iso.Floor(retrieved, Step);
}
