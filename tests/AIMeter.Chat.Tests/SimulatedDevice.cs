using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Chat.Tests;

/// <summary>A device whose energy is known at every moment: watts that the test sets, times the clock. Its counter is read in microjoules.</summary>
internal sealed class SimulatedDevice(TimeProvider time, string id = "cpu0", double gainError = 0, double gain = 1) : IMetricSampler
{
    public const double MostWatts = 500;

    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private double _watts, _joules;
    private int _reads;

    public string Name => $"simulated {id}";

    public bool MayBlock => false;

    /// <summary>Gets how many times it was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Gets or sets whether reads fail.</summary>
    public bool IsBroken { get; set; }

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.EnergyCounter(new Device(id, DeviceKind.Cpu), new SensorTraits
        {
            JoulesPerCount = 1e-6,
            RefreshPeriod = TimeSpan.FromMilliseconds(1),
            GainError = gainError,
            MaxPowerWatts = MostWatts,
        }),
    ];

    /// <summary>Gets the true energy since the device was made.</summary>
    public double Joules
    {
        get
        {
            lock (_gate)
            {
                long now = time.GetTimestamp();
                _joules += _watts * time.GetElapsedTime(_last, now).TotalSeconds;
                _last = now;
                return _joules;
            }
        }
    }

    /// <summary>Draws more power from now on, or less.</summary>
    public void Draw(double watts)
    {
        lock (_gate)
        {
            _ = Joules;
            _watts += watts;
        }
    }

    public void Sample(SampleWriter writer)
    {
        Interlocked.Increment(ref _reads);
        if (IsBroken)
        {
            throw new IOException("the sensor is gone");
        }

        writer.Write(0, Math.Floor(Joules * gain * 1e6));
    }
}
