using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Tests.Sessions;

/// <summary>A source whose counter follows a plan: so many watts on the session's clock, and whatever fault a test wants.</summary>
internal sealed class PlannedSource(string name, Device device, Func<double, double> joulesAt, TimeProvider? time = null) : IMetricSampler, IDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Channel _channel = Channel.EnergyCounter(device, new SensorTraits
    {
        RefreshPeriod = TimeSpan.FromMilliseconds(1),
        JoulesPerCount = 1e-6,
        MaxPowerWatts = 1000,
        GainError = 0,
    });

    private long _start = -1;

    public string Name { get; } = name;

    public IReadOnlyList<Channel> Channels => [_channel];

    public bool MayBlock { get; init; }

    public int Reads { get; private set; }

    public bool IsDisposed { get; private set; }

    public Exception? Failure { get; set; }

    public TimeSpan Delay { get; set; }

    public static PlannedSource Constant(string name, string device, double watts, TimeProvider? time = null) =>
        new(name, new Device(device, DeviceKind.Cpu), seconds => watts * seconds, time);

    public void Sample(SampleWriter writer)
    {
        Reads++;
        if (Failure is not null)
        {
            throw Failure;
        }

        if (Delay > TimeSpan.Zero)
        {
            Thread.Sleep(Delay);
            writer.Mark();
        }

        _start = _start < 0 ? _time.GetTimestamp() : _start;
        double seconds = _time.GetElapsedTime(_start).TotalSeconds;
        writer.Write(0, Math.Floor((1000 + joulesAt(Math.Floor(seconds * 1000) / 1000)) * 1e6));
    }

    public void Dispose() => IsDisposed = true;
}
