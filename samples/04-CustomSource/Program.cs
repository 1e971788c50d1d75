// A source of your own: the whole machine at the wall socket, through a smart plug read over HTTP.
//
// SmartPlug.cs is all that it takes. The plug itself is played by this program (LoopbackPlug.cs), so its power is made up and
// known, and the measured energy can be checked against it. For a real plug, give SmartPlug its address.
//
//   dotnet run --project samples/04-CustomSource
//
// Exit codes: 0 the truth lies within the stated bounds, 1 it does not.
using AIMetering;
using AIMetering.Readings;
using CustomSource;

const double RestingWatts = 60, WorkingWatts = 140;

using var plug = new LoopbackPlug { Watts = RestingWatts };
using MeterSession meter = AIMeter.Configure("at the wall").AddSource(new SmartPlug(plug.Address)).Start();

using (meter.Phase("rest"))
{
    Thread.Sleep(TimeSpan.FromSeconds(3));
}

using (meter.Phase("work"))
{
    plug.Watts = WorkingWatts;
    Thread.Sleep(TimeSpan.FromSeconds(3));
}

MeterReport report = meter.Stop();
Console.WriteLine(report);
return Holds("rest", RestingWatts) & Holds("work", WorkingWatts) ? 0 : 1;

bool Holds(string name, double watts)
{
    PhaseReport phase = report.FindPhase(name)!;
    EnergyResult measured = phase.Devices.First(part => part.Device.Id == "plug").Energy;
    Energy drawn = Energy.FromJoules(watts * phase.Duration.TotalSeconds);
    Console.WriteLine($"{name}: {drawn} drawn, {measured.Energy} ± {measured.Bound} measured.");
    return measured.Low <= drawn && drawn <= measured.High;
}
