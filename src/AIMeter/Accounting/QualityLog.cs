namespace AIMetering.Accounting;

/// <summary>Counts what goes wrong while measuring, one entry per kind and subject. Used under the session's lock.</summary>
internal sealed class QualityLog
{
    // One subject can only fail in so many ways; more kinds than this are counted, not listed.
    private const int MostEvents = 200;

    private readonly Dictionary<(string Subject, string Message), (double First, double Last, int Count)> _events = [];

    public long Samples { get; set; }

    public long FailedReads { get; private set; }

    public int Gaps { get; private set; }

    public double Suspended { get; private set; }

    public void ReadFailed(double seconds, string subject, string message)
    {
        FailedReads++;
        Note(seconds, subject, message);
    }

    public void Gap(double seconds, string source)
    {
        Gaps++;
        Note(seconds, source, "no sample for more than three intervals");
    }

    public void Suspend(double seconds, double length)
    {
        Suspended += length;
        Note(seconds, "machine", "the machine slept; energy during sleep is not known");
    }

    public void Note(double seconds, string subject, string message)
    {
        (double First, double Last, int Count) entry = _events.GetValueOrDefault((subject, message), (seconds, seconds, 0));
        if (entry.Count > 0 || _events.Count < MostEvents)
        {
            _events[(subject, message)] = (entry.First, seconds, entry.Count + 1);
        }
    }

    public IReadOnlyList<QualityEvent> Events() =>
    [
        .. _events.OrderBy(entry => entry.Value.First).Select(entry => new QualityEvent(
            TimeSpan.FromSeconds(entry.Value.First), TimeSpan.FromSeconds(entry.Value.Last), entry.Value.Count,
            entry.Key.Subject, entry.Key.Message)),
    ];
}
