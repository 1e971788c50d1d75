using AIMetering.Readings;

namespace AIMetering.Chat.Sharing;

/// <summary>Learns what is known of each device's sensor from its first reading, and then listens no more.</summary>
internal sealed class SensorWatch : IObserver<Reading>
{
    private readonly MeteredDevice[] _devices;
    private volatile IDisposable? _subscription;

    private SensorWatch(MeteredDevice[] devices) => _devices = devices;

    // Holds the devices and not their session, which is to end when its user forgets it.
    public static void Begin(MeterSession session, MeteredDevice[] devices)
    {
        if (devices.Length > 0)
        {
            SensorWatch watch = new(devices);
            watch._subscription = session.Readings.Subscribe(watch);
            watch.Rest();
        }
    }

    public void OnNext(Reading value)
    {
        if (!value.Channel.AccountsEnergy)
        {
            return;
        }

        foreach (MeteredDevice device in _devices)
        {
            if (device.Sensor is null && device.Device.Id == value.Channel.Device.Id)
            {
                device.Sensor = value.Channel.Sensor;
                Rest();
            }
        }
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    private void Rest()
    {
        if (Array.TrueForAll(_devices, device => device.Sensor is not null))
        {
            _subscription?.Dispose();
        }
    }
}
