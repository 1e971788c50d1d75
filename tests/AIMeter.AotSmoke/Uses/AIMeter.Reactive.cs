using System.Runtime.CompilerServices;
using AIMetering.Observing;

namespace Smoke;

internal sealed class ReactiveUse : IUse
{
    private int _powers, _windows;

    public string Package => "AIMeter.Reactive";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new ReactiveUse());

    public async Task DuringAsync(MeterSession meter)
    {
        using IDisposable powers = meter.Readings.PowerOf("card").Subscribe(_ => Interlocked.Increment(ref _powers));
        using IDisposable windows = meter.Readings.Of("card").PerWindow(TimeSpan.FromMilliseconds(50)).Subscribe(_ => Interlocked.Increment(ref _windows));
        for (int wait = 0; wait < 100 && (_powers == 0 || _windows == 0); wait++)
        {
            await Task.Delay(50);
        }
    }

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder) =>
        Uses.Claims(new("the card's power was seen", _powers > 0), new("windows were closed", _windows > 0));
}
