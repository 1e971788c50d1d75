using System.Globalization;
using AIMetering.Analysis.Statistics;
using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Correlation;

/// <summary>Correlates every series of a report with every other.</summary>
internal sealed class Correlator
{
    private readonly MeterReport _report;
    private readonly CorrelationOptions _options;
    private readonly SeriesReport[] _chosen;
    private readonly TimeGrid _grid;
    private readonly ColumnSet _columns;
    private readonly List<(SeriesReport Series, AlignedColumn Values, AlignedColumn Ranks)> _kept = [];
    private readonly List<DroppedSeries> _dropped = [];
    private readonly double[] _lagged;

    public Correlator(MeterReport report, CorrelationOptions options)
    {
        options.Validate();
        (_report, _options) = (report, options);
        _chosen = [.. report.Series.Where(options.Wants)];
        _grid = TimeGrid.Of(report, options, _chosen);
        _columns = new(_grid);
        _lagged = new double[(2 * _grid.Lags) + 1];
    }

    public CorrelationReport Run()
    {
        foreach (SeriesReport series in _chosen)
        {
            Take(series);
        }

        List<CorrelatedPair> pairs = Pairs();
        PairOrder.ControlFalseFinds(pairs);
        return new()
        {
            Series = [.. _kept.Select(each => new CorrelatedSeries(
                each.Series.Channel.FullName, each.Series.Channel.Device, each.Series.StatisticsUnit, each.Values.Mask.Count, each.Values.Mean, each.Values.Deviation))],
            Dropped = _dropped,
            Pairs = pairs,
            Strongest = [.. PairOrder.Strongest(pairs.Where(pair => !pair.SameQuantity)).Take(_options.Top)],
            Phase = _options.Phase,
            Step = TimeSpan.FromSeconds(_grid.Step),
            Points = _grid.Used,
            MaxLag = TimeSpan.FromSeconds(_grid.Step * _grid.Lags),
            Notes = Notes(pairs),
        };
    }

    private void Take(SeriesReport series)
    {
        double[] cells = GridAligner.Align(series, _grid, _options.MaxAge);
        if (WhyNot(series, cells) is { } reason)
        {
            _dropped.Add(new(series.Channel.FullName, reason));
            return;
        }

        AlignedColumn values = _columns.Make(cells);
        _kept.Add((series, values, _columns.Make(Ranking.Of(cells))));
    }

    private string? WhyNot(SeriesReport series, double[] cells)
    {
        int count = cells.Count(double.IsFinite);
        return Kinship.HoldsBits(series.Channel) ? "its values are bits, not amounts"
            : series.Values.IsEmpty ? "no samples"
            : count < _options.MinSamples ? $"a value at {Say.Number("common point", count)} of {Say.Count(_grid.Used)}, fewer than {Say.Count(_options.MinSamples)}"
            : ColumnSet.IsConstant(cells) ? $"constant: {Constant(cells, series)}"
            : null;
    }

    private static string Constant(double[] cells, SeriesReport series) =>
        string.Create(CultureInfo.InvariantCulture, $"{cells.First(double.IsFinite):G6} {series.StatisticsUnit.Symbol}").TrimEnd();

    private List<CorrelatedPair> Pairs()
    {
        List<CorrelatedPair> pairs = [];
        for (int first = 0; first < _kept.Count; first++)
        {
            for (int second = first + 1; second < _kept.Count; second++)
            {
                if (Pair(_kept[first], _kept[second]) is { } pair)
                {
                    pairs.Add(pair);
                }
            }
        }

        return pairs;
    }

    private CorrelatedPair? Pair((SeriesReport Series, AlignedColumn Values, AlignedColumn Ranks) x, (SeriesReport Series, AlignedColumn Values, AlignedColumn Ranks) y)
    {
        _columns.Correlate(x.Values, y.Values, _grid.Lags, _options.MinSamples, _lagged);
        Span<double> ranked = stackalloc double[1];
        _columns.Correlate(x.Ranks, y.Ranks, 0, _options.MinSamples, ranked);
        double pearson = _lagged[_grid.Lags];
        if (double.IsNaN(pearson) || double.IsNaN(ranked[0]))
        {
            return null;
        }

        double effective = _columns.Effective(x.Values, y.Values);
        int best = BestLag();
        return new()
        {
            First = x.Series.Channel.FullName,
            Second = y.Series.Channel.FullName,
            Samples = _columns.Common(x.Values, y.Values),
            Pearson = pearson,
            EffectiveSamples = effective,
            PearsonP = Chance(x.Values, y.Values, pearson, effective),
            Spearman = ranked[0],
            SpearmanP = Chance(x.Ranks, y.Ranks, ranked[0], _columns.Effective(x.Ranks, y.Ranks)),
            BestLag = TimeSpan.FromSeconds(best * _grid.Step),
            BestPearson = _lagged[_grid.Lags + best],
            BestP = Chance(x.Values, y.Values, _lagged[_grid.Lags + best], effective) is { } p ? Math.Min(1, p * _lagged.Length) : null,
            SameQuantity = Kinship.SameQuantity(x.Series.Channel, y.Series.Channel),
        };
    }

    private static double? Chance(AlignedColumn x, AlignedColumn y, double r, double effective) =>
        x.RestsOnOne || y.RestsOnOne ? null : StudentT.OfCorrelation(r, effective);

    // Of equally strong ones the shortest.
    private int BestLag()
    {
        int best = 0;
        for (int lag = 1; lag <= _grid.Lags; lag++)
        {
            best = Strength(lag) > Strength(best) ? lag : best;
            best = Strength(-lag) > Strength(best) ? -lag : best;
        }

        return best;
    }

    private double Strength(int lag) => Math.Abs(_lagged[_grid.Lags + lag]);

    private List<string> Notes(List<CorrelatedPair> pairs)
    {
        List<string> notes =
        [
            "p-values count with effective samples: neighbouring samples are alike. A common trend connects series all the same, and none of this tells cause from effect.",
        ];
        int holding = pairs.Count(pair => pair.FalseDiscoveryRate <= PairOrder.Holds);
        if (pairs.Count > 1)
        {
            notes.Add($"{Say.Number("pair", pairs.Count)} compared; {Say.Count(holding)} of those that are not views of one quantity hold at a false discovery rate of 5 %.");
        }

        string[] single = [.. _kept.Where(each => each.Values.RestsOnOne).Select(each => each.Series.Channel.FullName)];
        if (single.Length > 0)
        {
            notes.Add($"One point carries most of the variance of {string.Join(", ", single)}: their correlations rest on it, and have no p-value.");
        }

        if (_grid.Used < _options.MinSamples)
        {
            notes.Add(_options.Phase is null
                ? $"The run has {Say.Number("common point", _grid.Used)} of {Say.Time(TimeSpan.FromSeconds(_grid.Step))}: sample faster or longer."
                : $"The runs of phase {_options.Phase} hold {Say.Number("common point", _grid.Used)} of {Say.Time(TimeSpan.FromSeconds(_grid.Step))}: they are too short for this; sample faster.");
        }

        if (_chosen.Any(series => series.ThinnedBy > 1))
        {
            notes.Add($"The history of this run was thinned: up to {Say.Count(_chosen.Max(series => series.ThinnedBy))} samples were taken for each one kept.");
        }

        return notes;
    }
}
