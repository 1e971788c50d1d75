namespace AIMetering.Reports.Html;

/// <summary>The time axes of the page. Series that were read together share one, each reading at the time of its first value.</summary>
internal sealed class TimeAxes(double tolerance)
{
    private readonly List<double[]> _axes = [];
    private int _grid = -1;

    public IReadOnlyList<double[]> All => _axes;

    /// <summary>Gets the farthest that a point was moved, in seconds.</summary>
    public double LargestShift { get; private set; }

    /// <summary>The axis of a series that is drawn sample by sample.</summary>
    public int Of(double[] seconds)
    {
        for (int index = 0; index < _axes.Count; index++)
        {
            if (Shift(_axes[index], seconds) is { } shift)
            {
                LargestShift = Math.Max(LargestShift, shift);
                return index;
            }
        }

        _axes.Add(seconds);
        return _axes.Count - 1;
    }

    /// <summary>The axis that all reduced series share.</summary>
    public int Of(MinMaxGrid grid)
    {
        if (_grid < 0)
        {
            _axes.Add(grid.Axis());
            _grid = _axes.Count - 1;
        }

        return _grid;
    }

    private double? Shift(double[] axis, double[] seconds)
    {
        double most = 0;
        if (axis.Length != seconds.Length)
        {
            return null;
        }

        for (int index = 0; index < axis.Length; index++)
        {
            double shift = Math.Abs(axis[index] - seconds[index]);
            if (!(shift <= tolerance))
            {
                return null;
            }

            most = Math.Max(most, shift);
        }

        return most;
    }
}
