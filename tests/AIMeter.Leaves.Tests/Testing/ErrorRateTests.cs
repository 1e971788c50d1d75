using System.Globalization;
using AIMetering.Readings;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>How often an assertion is wrong, over many assertions on noisy code whose true mean is known. AIMETER_TRIALS asks for more of them.</summary>
public sealed class ErrorRateTests(ITestOutputHelper output)
{
    private const double Gain = 0.05, Noise = 0.15, Confidence = 0.9;

    private static readonly int Trials = int.Parse(Environment.GetEnvironmentVariable("AIMETER_TRIALS") ?? "100", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(0.8, 1)]
    [InlineData(0.95, 1)]
    [InlineData(1, 1)]
    [InlineData(1.05, 1)]
    [InlineData(1.2, 1)]
    [InlineData(1.001, 1 - Gain)] // shows too little: the budget seems to be kept
    [InlineData(0.999, 1 + Gain)] // shows too much: the budget seems to be exceeded
    public void An_assertion_is_wrong_no_more_often_than_its_confidence_allows(double truth, double scale)
    {
        Random random = new(20261122);
        int within = 0, over = 0;
        long windows = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            SpendingSensor sensor = new(Gain) { Scale = scale };
            EnergyMeasurement measured = Judged(() => sensor.Work(truth * (1 + (Noise * Normal(random)))), sensor.Options with
            {
                WindowLength = TimeSpan.FromMilliseconds(1),
                WarmUpRuns = 0,
                Confidence = Confidence,
                Undecided = WhenUndecided.Pass,
            });
            Assert.True(measured.Energy.IsKnown, measured.ToString());
            within += measured.Verdict == EnergyVerdict.Within ? 1 : 0;
            over += measured.Verdict == EnergyVerdict.Over ? 1 : 0;
            windows += measured.Windows;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {truth} | {scale} | {(double)within / Trials:P2} | {(double)over / Trials:P2} | {(double)(Trials - within - over) / Trials:P2} | {(double)windows / Trials:0.0} |"));
        int wrong = truth > 1 ? within : over;
        double allowed = (1 - Confidence) / 2; // each side has half
        Assert.True(wrong <= (allowed * Trials) + (3 * Math.Sqrt(allowed * (1 - allowed) * Trials)), $"{wrong} of {Trials} are wrong");
    }

    private static EnergyMeasurement Judged(Action code, EnergyTestOptions options)
    {
        try
        {
            return EnergyAssert.AtMost(Energy.FromJoules(1), code, options);
        }
        catch (EnergyAssertException over)
        {
            return over.Measurement;
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
