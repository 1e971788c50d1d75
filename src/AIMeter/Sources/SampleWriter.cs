namespace AIMetering.Sources;

/// <summary>Takes the values of one sample. Each value is stamped at its own read.</summary>
public sealed class SampleWriter
{
    private readonly TimeProvider _time;
    private readonly Sample[] _samples;
    private long _mark, _ended;
    private bool[]? _wanted;

    internal SampleWriter(TimeProvider time, int channels)
    {
        _time = time;
        _samples = new Sample[channels];
    }

    /// <summary>Gets whether only the energy and power channels are wanted: the edge of a phase is being read and should be quick.</summary>
    public bool EnergyOnly { get; private set; }

    internal ReadOnlySpan<Sample> Samples => _samples;

    /// <summary>Gets or sets whether the thread that writes here was left behind in a call: nobody takes these values.</summary>
    internal bool IsLeftBehind { get; set; }

    /// <summary>Gets when the read of the value written last ended.</summary>
    internal long LastEnded => _ended;

    /// <summary>Gets the present time stamp: take it right after a read that fills several channels, and hand it to each write.</summary>
    public long Now() => _time.GetTimestamp();

    /// <summary>Writes a value. The time since the previous write (or since sampling began) is taken as the time of the read.</summary>
    /// <param name="channel">The index in <see cref="IMetricSampler.Channels"/>.</param>
    /// <param name="value">The value in the channel's unit, or raw counts for an energy counter. NaN means missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public void Write(int channel, double value) => Write(channel, value, _time.GetTimestamp());

    /// <summary>Writes a value whose read ended at a known time.</summary>
    /// <param name="channel">The index in <see cref="IMetricSampler.Channels"/>.</param>
    /// <param name="value">The value in the channel's unit, or raw counts for an energy counter. NaN means missing.</param>
    /// <param name="readEnded">The time stamp taken right after the read, from <see cref="Now"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public void Write(int channel, double value, long readEnded)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)_samples.Length, nameof(channel));
        SampleState state = double.IsFinite(value) ? SampleState.Read : SampleState.Missing;
        _ended = readEnded;
        _samples[channel] = new Sample(_mark, readEnded, value, state, null);
    }

    /// <summary>Ends the read begun at the last mark: the next value written was read after this moment.</summary>
    /// <remarks>Call between two reads of one sample, so that each value's time stamp holds its own read only.</remarks>
    public void Mark() => _mark = _time.GetTimestamp();

    /// <summary>Says that a value could not be read this time. Nothing is recorded for it; the report counts it and gives the reason.</summary>
    /// <param name="channel">The index in <see cref="IMetricSampler.Channels"/>.</param>
    /// <param name="reason">Why; a constant text, so that nothing is allocated per sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public void Fail(int channel, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)_samples.Length, nameof(channel));
        _ended = _time.GetTimestamp();
        _samples[channel] = new Sample(_mark, _ended, double.NaN, SampleState.Failed, reason);
    }

    /// <summary>The same as <see cref="Mark()"/>, at a time that is known already.</summary>
    internal void Mark(long now) => _mark = now;

    /// <summary>Whether any of some channels is wanted: an extra read may be useful to one device only.</summary>
    internal bool Wants(int first, int count) => _wanted is null || _wanted.AsSpan(first, count).Contains(true);

    /// <summary>Begins a sample.</summary>
    /// <param name="energyOnly">Whether only energy and power are wanted.</param>
    /// <param name="wanted">The channels for which the read is done; null for all.</param>
    internal void Begin(bool energyOnly, bool[]? wanted = null)
    {
        Array.Clear(_samples);
        (EnergyOnly, _wanted) = (energyOnly, wanted);
        _mark = _ended = _time.GetTimestamp();
    }
}
