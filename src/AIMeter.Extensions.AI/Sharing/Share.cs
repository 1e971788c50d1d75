namespace AIMetering.Chat.Sharing;

/// <summary>What one request, or a part of it, is given: joules, and how far the same share of the truth may lie from them.</summary>
/// <remarks>
/// A share is the sum of weight × energy over stretches of time. Its error comes from the edges between them: an edge that is placed
/// some joules too late gives them to the stretch before it and takes them from the one after it, so it matters by as much as the
/// weight changes there, and not at all where it stays. The limits add up the edges in the worst case.
/// </remarks>
internal sealed class Share(int devices)
{
    private readonly double[] _joules = new double[devices], _below = new double[devices], _above = new double[devices];
    private double _weight;

    /// <summary>Changes the weight at an edge; zero ends the share.</summary>
    /// <param name="weight">The weight from this edge on, 0 to 1.</param>
    /// <param name="errors">How far below and above its place each device's energy at this edge may be.</param>
    public void Weigh(double weight, ReadOnlySpan<(double Low, double High)> errors)
    {
        double before = _weight - weight;
        for (int device = 0; before != 0 && device < errors.Length; device++)
        {
            (double a, double b) = (before * errors[device].Low, before * errors[device].High);
            _below[device] -= Math.Min(0, Math.Min(a, b));
            _above[device] += Math.Max(0, Math.Max(a, b));
        }

        _weight = weight;
    }

    /// <summary>Gives the share of what a device used since the last edge.</summary>
    public void Give(int device, double joules) => _joules[device] += _weight * joules;

    public (double Joules, double Below, double Above) this[int device] => (_joules[device], _below[device], _above[device]);
}
