using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering;

/// <summary>One piece of work among those that share a session's energy. Dispose it when the work is done, on any thread; twice does nothing.</summary>
public sealed class ShareScope : IDisposable
{
    private readonly EnergyShares _shares;
    private readonly double _began;

    internal ShareScope(EnergyShares shares, ShareMark[] begin, double began, bool isLate) =>
        (_shares, Begin, _began, IsLate) = (shares, begin, began, isLate);

    /// <summary>Gets the energy of this piece of work so far, of all devices that count towards the total; what it came to, once it has ended.</summary>
    /// <value>Its method is <see cref="MeasurementMethod.Attributed"/>; its bound is that of the share under the rule of <see cref="EnergyShares"/>.</value>
    public EnergyResult Energy => _shares.Total(Devices);

    /// <summary>Gets the same for each device whose energy is accounted, those outside the total too.</summary>
    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices => _shares.Ask(this).Devices;

    /// <summary>Gets how long the work has been active on the session's clock; time after the session's end does not count.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(_shares.Ask(this).Seconds - _began);

    internal ShareMark[] Begin { get; }

    internal bool IsLate { get; }

    internal double? Ended { get; private set; }

    internal IReadOnlyList<(Device Device, EnergyResult Energy)> Final { get; private set; } = [];

    /// <summary>Ends the piece of work: what comes now is shared by the others.</summary>
    public void Dispose() => _shares.End(this);

    internal void Finish(double seconds, IReadOnlyList<(Device Device, EnergyResult Energy)> devices) => (Ended, Final) = (seconds, devices);
}
