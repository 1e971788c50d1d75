using AIMetering.Readings;
using AIMetering.Telemetry;
using Xunit;

namespace AIMetering.Tests.Telemetry;

public sealed class TelemetryBoardTests
{
    [Fact]
    public void A_program_that_names_devices_anew_for_ever_makes_no_series_for_ever_and_those_that_are_there_go_on()
    {
        TelemetryBoard board = new(TimeProvider.System);
        Plug first = new("plug-0");
        board.Add(first);
        for (int run = 1; run < 5000; run++)
        {
            Plug plug = new($"plug-{run}");
            board.Add(plug);
            board.Remove(plug, [(plug.Device, plug.Energy)], []);
        }

        Assert.Equal(TelemetryBoard.MostDevices, board.Devices().Count);
        Assert.Equal(7, Assert.Single(board.Devices()[0].Accounts).Joules);
        Assert.Equal("plug-0", board.Devices()[0].Device.Id);
    }

    [Fact]
    public void A_report_that_names_a_device_twice_ends_its_session_all_the_same()
    {
        TelemetryBoard board = new(TimeProvider.System);
        Plug plug = new("plug");
        board.Add(plug);
        board.Remove(plug, [(plug.Device, plug.Energy), (plug.Device, plug.Energy)], []);
        Assert.Equal(7, Assert.Single(Assert.Single(board.Devices()).Accounts).Joules);
    }

    [Fact]
    public void A_meter_at_the_wall_and_the_platform_it_feeds_are_one_host()
    {
        TelemetryBoard board = new(TimeProvider.System);
        board.Add(new Plug("psys", DeviceKind.Platform));
        Assert.Equal("psys", Assert.Single(Instruments.Hosts(board.Devices())).Device.Id);
        board.Add(new Plug("plug", DeviceKind.Wall));
        Assert.Equal("plug", Assert.Single(Instruments.Hosts(board.Devices())).Device.Id);
    }

    /// <summary>A session that measured 7 J at one plug.</summary>
    private sealed class Plug(string id, DeviceKind kind = DeviceKind.Wall) : ITelemetrySource
    {
        public Device Device { get; } = new(id, kind);

        public EnergyResult Energy { get; } = EnergyResult.Known(
            AIMetering.Energy.FromJoules(7), AIMetering.Energy.FromJoules(6), AIMetering.Energy.FromJoules(8), MeasurementMethod.Counter, "plug");

        public MeterSnapshot Snapshot() => new()
        {
            Elapsed = TimeSpan.FromSeconds(1),
            Energy = Energy,
            Devices = [new DeviceSnapshot(Device, Energy, Power.FromWatts(7)) { SeenJoules = 7 }],
            Latest = new Dictionary<string, double>(),
        };

        public IReadOnlyList<(string Signal, double GramsPerJoule)> Prices() => [];

        public Func<Device, (double Joules, double Doubt)?> Mark() => _ => (0, 0);
    }
}
