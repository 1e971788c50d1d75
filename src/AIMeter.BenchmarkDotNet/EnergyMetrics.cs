using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;

namespace AIMetering.Diagnosers;

/// <summary>The figures as metrics, which BenchmarkDotNet's JSON holds: base units, no metric for what is not known.</summary>
internal static class EnergyMetrics
{
    /// <param name="energy">What was found.</param>
    /// <param name="hasColumns">Whether the columns show it already.</param>
    public static IReadOnlyList<Metric> Of(BenchmarkEnergy energy, bool hasColumns)
    {
        List<Metric> metrics = [];
        string net = energy.IsAboveIdle ? "Net energy/op" : "Energy/op";
        string by = Words.Method(energy);
        Add("Energy", net, "J", energy.PerOperation.Energy?.Joules, $"{by}; {Legends.Energy([energy])}");
        Add("EnergyLow", $"{net} low", "J", energy.PerOperation.Low?.Joules, $"{by}; {Legends.Bound}");
        Add("EnergyHigh", $"{net} high", "J", energy.PerOperation.High?.Joules, $"{by}; {Legends.Bound}");
        Add("Power", "Power", "W", energy.Power?.Watts, $"{by}; {Legends.Power}");
        Add("Carbon", "Carbon/op", "gCO2e", energy.CarbonPerOperation?.Grams, $"{by}; {Legends.Carbon}");
        Add("InvocationCount", "InvocationCount wanted", "1", energy.Advice?.Needed, Legends.Note);
        return metrics;

        void Add(string id, string name, string unit, double? value, string legend)
        {
            if (value is { } known)
            {
                metrics.Add(new Metric(new EnergyMetric($"{nameof(AIMeter)}.{id}", $"{name} [{unit}]", unit, legend, metrics.Count, hasColumns), known));
            }
        }
    }

    private sealed record EnergyMetric(string Id, string DisplayName, string Unit, string Legend, int PriorityInCategory, bool HasColumns) : IMetricDescriptor
    {
        public string NumberFormat => "G4";

        public UnitType UnitType => UnitType.Dimensionless;

        public bool TheGreaterTheBetter => false;

        public bool GetIsAvailable(Metric metric) => !HasColumns;
    }
}
