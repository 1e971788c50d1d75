// Watch a run while it runs: prints an address for the browser, works in waves for a minute, and leaves a page of the whole run.
//
//   dotnet run --project samples/09-Dashboard            a minute
//   dotnet run --project samples/09-Dashboard -- 5       five seconds
//
// The page is served on loopback behind a random token; from another machine, reach it through an SSH tunnel.
using System.Globalization;
using AIMetering;
using AIMetering.Live;

double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;

using MeterSession meter = AIMeter.Configure("waves of work").WriteTo.Html("runs").Start();
using LiveDashboard dashboard = meter.ServeDashboard();
Console.WriteLine($"Open {dashboard.Url}");

var random = new Random(7);
double[] data = new double[1 << 20];
DateTime end = DateTime.UtcNow.AddSeconds(seconds);
for (int wave = 0; DateTime.UtcNow < end; wave++)
{
    using (PhaseScope work = meter.Phase("work"))
    {
        for (int round = 0; round < 3; round++)
        {
            random.NextDoubles(data);
            Array.Sort(data);
        }

        work.Count("numbers", 3 * data.Length);
    }

    meter.Record("median", data[data.Length / 2]);
    using (meter.Phase("rest"))
    {
        Thread.Sleep(500);
    }
}

MeterReport report = meter.Stop();
Console.WriteLine($"{report.Energy} in {report.Duration.TotalSeconds:F1} s; the page of the run is in the folder runs.");

internal static class Extensions
{
    public static void NextDoubles(this Random random, Span<double> values)
    {
        foreach (ref double value in values)
        {
            value = random.NextDouble();
        }
    }
}
