// The same work elsewhere: the energy of one run, priced in other regions, and the hour at which it would have emitted least.
//
//   dotnet run --project samples/08-Regions                       # Germany, and four places to compare
//   dotnet run --project samples/08-Regions -- FR PL aws:us-east-1
//
// Nothing is asked over the network: regions are priced by the yearly averages that the package brings, and the forecast below is made
// up, to show what a provider of AIMeter.Carbon would give.
using AIMetering;
using AIMetering.Carbon;

string[] places = args.Length > 0 ? args : ["FR", "PL", "US-CA", "aws:us-east-1"];

using MeterSession meter = AIMeter.Configure("a batch of embeddings").InRegion("DE").WithPue(1.2).Start();
double sum = 0;
for (int i = 0; i < 200_000_000; i++)
{
    sum += Math.Sqrt(i);
}

meter.Count("embeddings", 1000);
MeterReport report = meter.Stop();
Console.WriteLine($"{report.Name}: {report.Energy}, checksum {sum:E3}\n");

RegionComparison comparison = report.CompareRegions(["DE", .. places]);
Console.WriteLine($"{"region",-16}{"average, the headline",24}{"marginal, an estimate of impact",34}");
foreach (RegionCarbon row in comparison.Rows)
{
    Console.WriteLine($"{row.Region.Code,-16}{Say(row.Average),24}{Say(row.Marginal),34}");
}

Console.WriteLine(comparison.Caution is null ? "" : $"\n! {comparison.Caution}");

// A day of a sunny grid: clean at noon. A real one comes from WattTime, Electricity Maps or the British grid.
DateTimeOffset midnight = new(report.StartedAt.UtcDateTime.Date, TimeSpan.Zero);
IntensitySeries day = new(CarbonSignal.Average, Enumerable.Range(0, 48).Select(Hour));
BestStart best = report.BestStart(day, midnight, midnight.AddHours(24));
Console.WriteLine($"\nBegun at {best.Start:HH:mm} UTC it would have emitted {Say(best.Result)}; at the worst of {best.Tried} starts, {Say(best.Worst)}.");

IntensityPoint Hour(int hour) => new()
{
    From = midnight.AddHours(hour),
    To = midnight.AddHours(hour + 1),
    Intensity = CarbonIntensity.FromGramsPerKilowattHour(350 - (250 * Math.Max(0, Math.Sin(Math.PI * ((hour % 24) - 6) / 12)))),
    Provenance = new()
    {
        Signal = CarbonSignal.Average,
        Kind = IntensityKind.Forecast,
        Provider = "made up",
        Region = "DE",
        OriginalUnit = "g/kWh",
    },
};

static string Say(CarbonResult? result) => result?.Mass is { } mass ? $"{mass.Grams * 1000:0.00} mg" : $"unknown: {result?.Reason}";
