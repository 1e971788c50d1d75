namespace AIMetering.Testing;

/// <summary>Tells the test framework what a measurement decided.</summary>
internal static class Outcome
{
    /// <summary>Returns the measurement when it holds or was asked to pass.</summary>
    /// <exception cref="EnergyAssertException">It does not hold.</exception>
    public static EnergyMeasurement Tell(EnergyMeasurement measurement, string assertion, string limit, WhenUndecided undecided)
    {
        string message = $"{assertion} {Verb(measurement.Verdict)}: {measurement.What}\n{limit}\n{Words.Measured(measurement)}";
        return measurement.Verdict switch
        {
            EnergyVerdict.Within => measurement,
            EnergyVerdict.Over => throw new EnergyAssertException(message, measurement),
            _ when undecided == WhenUndecided.Pass => measurement,
            _ when undecided == WhenUndecided.Skip && SkipException.For($"{measurement.Reason}\n{message}") is { } skip => throw skip,
            _ => throw new EnergyInconclusiveException(message, measurement),
        };
    }

    private static string Verb(EnergyVerdict verdict) => verdict == EnergyVerdict.Over ? "failed" : "is inconclusive";
}
