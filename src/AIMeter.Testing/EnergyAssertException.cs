namespace AIMetering.Testing;

/// <summary>Marks an exception as a failed assertion: xunit v3 shows it as a failure, not as an error, by the name of this interface.</summary>
internal interface IAssertionException;

/// <summary>An energy assertion does not hold.</summary>
public class EnergyAssertException : Exception, IAssertionException
{
    internal EnergyAssertException(string message, EnergyMeasurement measurement)
        : base(message) => Measurement = measurement;

    /// <summary>Gets what was measured.</summary>
    public EnergyMeasurement Measurement { get; }
}

/// <summary>An energy assertion could not be decided, and was asked to fail then.</summary>
public sealed class EnergyInconclusiveException : EnergyAssertException
{
    internal EnergyInconclusiveException(string message, EnergyMeasurement measurement)
        : base(message, measurement)
    {
    }
}
