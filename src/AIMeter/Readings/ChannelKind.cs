namespace AIMetering.Readings;

/// <summary>How the values of a channel are to be understood.</summary>
public enum ChannelKind
{
    /// <summary>A value that goes up and down, such as a temperature.</summary>
    Gauge,

    /// <summary>A count that only grows, such as bytes read; its rate is reported.</summary>
    Counter,

    /// <summary>An energy counter: raw counts that only grow, turned into joules by <see cref="SensorTraits.JoulesPerCount"/>.</summary>
    EnergyCounter,

    /// <summary>A power reading in watts, integrated over time where no counter exists.</summary>
    Power,
}
