using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>The cumulative energy of one channel, fed by reads and asked at edges. Times are in seconds since the session's start.</summary>
internal interface IEnergyTrack
{
    Channel Channel { get; }

    /// <summary>Gets the name of the source.</summary>
    string Source { get; }

    /// <summary>Gets the edges that wait for the reads after them.</summary>
    EdgeQueue Edges { get; }

    MeasurementMethod Method { get; }

    /// <summary>Gets the joules since the first read.</summary>
    double Joules { get; }

    /// <summary>Gets the present power in watts; 0 before two values are known.</summary>
    double Watts { get; }

    /// <summary>Gets the moment the joules are of: the sensor's last update, not the read; NaN before the first value.</summary>
    double KnotTime { get; }

    /// <summary>Gets the sensor's refresh period in seconds as it was seen; null when it could not be told.</summary>
    double? SeenPeriod { get; }

    (double First, double Last)? RawCounter { get; }

    Losses Lost { get; }

    /// <summary>Gets how many times the counter wrapped.</summary>
    int Wraps { get; }

    /// <summary>Gets how many values were dropped because they could not be true.</summary>
    int Garbled { get; }

    /// <summary>Takes a value whose read lay between two times.</summary>
    void Observe(double before, double after, double value);

    /// <summary>The machine slept since the last read.</summary>
    void NoteSuspend();

    /// <summary>When a read would tell most about the edges that wait; infinity when the ordinary samples will do.</summary>
    double NextUsefulRead(double now);

    /// <summary>The energy at a moment, once the reads after it have come; null while they have not.</summary>
    EdgeValue? TrySettle(double seconds);

    /// <summary>The energy at a moment by what is known now.</summary>
    EdgeValue At(double seconds);

    /// <summary>The energy between two settled edges, with its bound.</summary>
    EnergyResult Window(EdgeValue from, EdgeValue to);
}
