using AIMetering.Analysis.Statistics;

namespace AIMetering.Analysis.Correlation;

/// <summary>Which cells of a column hold a value: ones and zeros with padding. Columns with the same cells share one.</summary>
internal sealed class Mask(int id, double[] ones, int count)
{
    public int Id => id;

    public double[] Ones => ones;

    public int Count => count;

    /// <summary>Gets or sets how many pairs of cells lie each number of steps apart, from zero on.</summary>
    public double[] Apart { get; set; } = [];
}

/// <summary>The cells of a series ready for sums: mean zero, deviation one, zero where missing, zeros around.</summary>
internal sealed class AlignedColumn(double[] cells, Mask mask, double mean, double deviation)
{
    public double[] Cells => cells;

    public Mask Mask => mask;

    /// <summary>Gets the mean of the values as they were.</summary>
    public double Mean => mean;

    /// <summary>Gets their sample standard deviation.</summary>
    public double Deviation => deviation;

    /// <summary>Gets or sets whether a single cell carries more than half of the variance, so that every correlation rests on it.</summary>
    public bool RestsOnOne { get; set; }

    /// <summary>Gets or sets the autocorrelations from lag one on, each times the root of its weight.</summary>
    public double[] Inertia { get; set; } = [];
}

/// <summary>Makes columns of one grid, and the sums that two of them need.</summary>
internal sealed class ColumnSet(TimeGrid grid)
{
    // Autocorrelations are summed up to a fifth of the points (Pyper and Peterman 1998), and no further than this.
    private const int InertiaShare = 5;
    private const int MostInertia = 2048;

    // The share of the variance that one cell may carry before Student's t, made for many like cells, says nothing.
    private const double MostOfOne = 0.5;

    // A range this small beside the size of the values is rounding, not change.
    private const double Constant = 1e-9;

    private readonly List<Mask> _masks = [];
    private readonly Dictionary<(double[] Cells, int Mask), (double[] Sums, double[] Squares)> _marginals = [];
    private readonly Dictionary<(int, int), double[]> _counts = [];

    public int InertiaLags { get; } = Math.Min(grid.Used / InertiaShare, MostInertia);

    private int Before => grid.Lags;

    private int Length => grid.Count + Before + Math.Max(grid.Lags, InertiaLags) + LaggedProducts.Slack;

    /// <summary>Whether all values are one and the same.</summary>
    public static bool IsConstant(ReadOnlySpan<double> values)
    {
        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            (least, greatest) = double.IsNaN(value) ? (least, greatest) : (Math.Min(least, value), Math.Max(greatest, value));
        }

        return !((greatest / 2) - (least / 2) > Constant * Math.Max(Math.Abs(least / 2), Math.Abs(greatest / 2)));
    }

    public AlignedColumn Make(double[] values)
    {
        double[] cells = new double[Length], ones = new double[Length];
        double size = values.Where(double.IsFinite).Max(Math.Abs), mean = 0, squares = 0;
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                (double value, count) = (values[i] / size, count + 1);     // so that no sum overflows
                double delta = value - mean;
                mean += delta / count;
                squares += delta * (value - mean);
                (cells[Before + i], ones[Before + i]) = (value, 1);
            }
        }

        double deviation = Math.Sqrt(squares / Math.Max(1, count - 1)), farthest = 0;
        for (int i = Before; i < Before + values.Length; i++)
        {
            cells[i] = ones[i] > 0 ? (cells[i] - mean) / deviation : 0;
            farthest = Math.Max(farthest, Math.Abs(cells[i]));
        }

        AlignedColumn column = new(cells, MaskOf(ones, count), mean * size, deviation * size);
        column.Inertia = Inertia(column);
        column.RestsOnOne = farthest * farthest > MostOfOne * (count - 1);
        return column;
    }

    /// <summary>Pearson's correlation of two columns at each lag from −<paramref name="lags"/> to +<paramref name="lags"/>; NaN where too few cells are common or one is constant there.</summary>
    public void Correlate(AlignedColumn x, AlignedColumn y, int lags, int fewest, Span<double> correlations)
    {
        LaggedProducts.Fill(x.Cells, y.Cells, Before, grid.Count, -lags, correlations);
        double[] counts = Counts(x.Mask, y.Mask);
        (double[] xSums, double[] xSquares) = Marginals(x, y.Mask);
        (double[] ySums, double[] ySquares) = Marginals(y, x.Mask);
        for (int i = 0; i < correlations.Length; i++)
        {
            int there = grid.Lags - lags + i, back = (2 * grid.Lags) - there;
            double n = counts[there];
            double xSpread = (n * xSquares[there]) - (xSums[there] * xSums[there]), ySpread = (n * ySquares[back]) - (ySums[back] * ySums[back]);
            bool known = n >= fewest && xSpread > Constant * n * n && ySpread > Constant * n * n;
            double r = ((n * correlations[i]) - (xSums[there] * ySums[back])) / Math.Sqrt(xSpread * ySpread);
            correlations[i] = known ? Math.Clamp(r, -1, 1) : double.NaN;
        }
    }

    /// <summary>How many cells two columns have in common at lag zero.</summary>
    public int Common(AlignedColumn x, AlignedColumn y) => (int)Counts(x.Mask, y.Mask)[grid.Lags];

    /// <summary>How many independent samples the common cells are worth.</summary>
    /// <remarks>
    /// n / (1 + 2 Σ (1 − k/n) ρx(k) ρy(k)), after M. S. Bartlett (1935) and M. H. Quenouille; B. J. Pyper and R. M. Peterman,
    /// Can. J. Fish. Aquat. Sci. 55 (1998) 2127–2140, compare such methods. Never more than the cells: alternation earns nothing.
    /// </remarks>
    public double Effective(AlignedColumn x, AlignedColumn y)
    {
        double sum = LaggedProducts.Dot(x.Inertia, y.Inertia, InertiaLags);
        return Common(x, y) / Math.Max(1, 1 + (2 * sum));
    }

    private Mask MaskOf(double[] ones, int count)
    {
        Mask? known = _masks.Find(mask => mask.Count == count && mask.Ones.AsSpan().SequenceEqual(ones));
        if (known is null)
        {
            known = new(_masks.Count, ones, count) { Apart = new double[InertiaLags + 1] };
            LaggedProducts.Fill(ones, ones, Before, grid.Count, 0, known.Apart);
            _masks.Add(known);
        }

        return known;
    }

    private double[] Inertia(AlignedColumn column)
    {
        int lags = InertiaLags;
        double[] products = new double[lags + 1], counts = column.Mask.Apart, inertia = new double[lags + LaggedProducts.Slack];
        LaggedProducts.Fill(column.Cells, column.Cells, Before, grid.Count, 0, products);
        for (int lag = 1; lag <= lags; lag++)
        {
            double weight = 1 - ((double)lag / column.Mask.Count);
            bool known = weight > 0 && counts[lag] >= 2 && products[0] > 0;
            inertia[lag - 1] = known ? Math.Sqrt(weight) * (products[lag] / counts[lag]) / (products[0] / counts[0]) : 0;
        }

        return inertia;
    }

    // Σ x[t]·m[t + lag] and Σ x[t]²·m[t + lag]: what a column adds up to over the cells that another has.
    private (double[] Sums, double[] Squares) Marginals(AlignedColumn column, Mask other)
    {
        if (!_marginals.TryGetValue((column.Cells, other.Id), out (double[] Sums, double[] Squares) found))
        {
            double[] squares = [.. column.Cells.Select(cell => cell * cell)];
            found = (Over(column.Cells, other), Over(squares, other));
            _marginals[(column.Cells, other.Id)] = found;
        }

        return found;
    }

    private double[] Over(double[] cells, Mask other)
    {
        double[] sums = new double[(2 * grid.Lags) + 1];
        LaggedProducts.Fill(cells, other.Ones, Before, grid.Count, -grid.Lags, sums);
        return sums;
    }

    private double[] Counts(Mask x, Mask y)
    {
        if (!_counts.TryGetValue((x.Id, y.Id), out double[]? counts))
        {
            _counts[(x.Id, y.Id)] = counts = Over(x.Ones, y);
        }

        return counts;
    }
}
