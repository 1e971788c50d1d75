using System.Globalization;

namespace AIMetering.Analysis;

/// <summary>How <see cref="MeterReport.Compare(MeterReport, MeterReport, ComparisonOptions?)"/> compares.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Gets the confidence of intervals from repeated runs.</summary>
    /// <value>Above 0.5, below 1. The default is 0.95.</value>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Gets the chance with which <see cref="QuantityComparison.MinimumDetectable"/> would be found.</summary>
    /// <value>Above 0.5, below 1. The default is 0.8, as usual in the planning of experiments.</value>
    public double Power { get; init; } = 0.8;

    /// <summary>Gets whether all runs were measured on one machine, by the same sensors.</summary>
    /// <value>
    /// Null decides by the descriptions: the same processor, count of processors and size of memory; a GPU by its UUID alone. Two machines
    /// of one model look the same, so say false for them: their sensors have scale errors of their own.
    /// </value>
    public bool? SameMachine { get; init; }

    internal void Validate()
    {
        Require(nameof(Confidence), Confidence);
        Require(nameof(Power), Power);
    }

    private static void Require(string option, double value)
    {
        if (!(value is > 0.5 and < 1))
        {
            throw new ArgumentOutOfRangeException(option, value, string.Create(
                CultureInfo.InvariantCulture, $"{nameof(ComparisonOptions)}.{option} is {value}. Give a number above 0.5 and below 1."));
        }
    }
}
