namespace AIMetering.Readings;

/// <summary>How a figure came to be.</summary>
public enum MeasurementMethod
{
    /// <summary>Difference of a hardware energy counter, interpolated at the window's edges.</summary>
    Counter,

    /// <summary>Power readings integrated over time by the trapezoid rule.</summary>
    Integrated,

    /// <summary>A share of a measured figure, given by a stated rule such as CPU time.</summary>
    Attributed,

    /// <summary>A model, not a sensor: CPU model, load and memory size. Off by up to its stated error range.</summary>
    Estimated,

    /// <summary>A sum whose parts came by different methods; the parts say which.</summary>
    Mixed,
}
