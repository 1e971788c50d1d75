namespace AIMetering.Sources.Proc;

/// <summary>Makes a count that never goes back out of one that sometimes does: a step back adds nothing.</summary>
/// <remarks>
/// The kernel's own sums step back when a disk or an interface goes away, when iowait is corrected, or when a virtual machine
/// moves and its stolen time starts anew.
/// </remarks>
internal struct Growth
{
    private double _last;
    private double _total;
    private bool _started;

    public double Advance(double raw)
    {
        _total = !_started ? raw : _total + Math.Max(0, raw - _last);
        (_last, _started) = (raw, true);
        return _total;
    }
}
