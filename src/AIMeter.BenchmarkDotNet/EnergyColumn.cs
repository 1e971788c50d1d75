using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AIMetering.Diagnosers;

/// <summary>A column of what the diagnoser found.</summary>
internal sealed class EnergyColumn(string name, string legend, bool isNumeric, int order, Func<BenchmarkCase, string> value) : IColumn
{
    /// <summary>What stands where nothing is known; never a zero.</summary>
    public const string Missing = "NA";

    /// <inheritdoc/>
    public string Id => $"{nameof(AIMeter)}.{name}";

    /// <inheritdoc/>
    public string ColumnName => name;

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Metric;

    /// <inheritdoc/>
    public int PriorityInCategory => order;

    /// <inheritdoc/>
    public bool IsNumeric => isNumeric;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless; // the units BenchmarkDotNet knows are those of time and size

    /// <inheritdoc/>
    public string Legend => legend;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => value(benchmarkCase);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => value(benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;
}
