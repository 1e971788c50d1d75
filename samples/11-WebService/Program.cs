// A web service that tells each request the energy it took. Two lines make it so: AddAIMeter and UseAIMeter; options are in
// appsettings.json, and AIMeter__Region=FR in the environment goes over them. The header is there because the file names it.
//
// The program asks itself a few times, alone and four at once, and ends. `-- --serve` lets it run, to be asked by curl -i.
//
//   dotnet run --project samples/11-WebService
//
// Exit codes: 0 the shares of the requests and the rest add up to what was used, 1 they do not.
using AIMetering;
using AIMetering.AspNetCore;
using AIMetering.Hosting;
using AIMetering.Readings;
using WebService;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddAIMeter();
builder.Services.AddHealthChecks().AddAIMeter();

WebApplication app = builder.Build();
app.UseAIMeter();
app.MapGet("/primes", (int below) => Primes.CountBelow(below));
app.MapHealthChecks("/health");
if (args.Contains("--serve"))
{
    await app.RunAsync();
    return 0;
}

app.Urls.Add("http://127.0.0.1:0");
await app.StartAsync();
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
ServiceMeter meter = app.Services.GetRequiredService<ServiceMeter>();

Console.WriteLine("Alone:");
await Ask("/primes?below=3000000");
await Ask("/primes?below=30000000");
Console.WriteLine("Four at once:");
await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Ask("/primes?below=30000000")));
Console.WriteLine($"Health: {await client.GetStringAsync("/health")}");

await app.StopAsync();
(EnergyResult requests, EnergyResult rest, EnergyResult all) = (meter.Shares!.Attributed, meter.Shares.Unattributed, meter.Report!.Energy);
Console.WriteLine($"Requests {requests.Energy}, nobody's {rest.Energy}; the report says {all}, {meter.Report.Carbon?.Average.Mass} in Germany.");
return requests.Low + rest.Low <= all.Energy && all.Energy <= requests.High + rest.High ? 0 : 1;

async Task Ask(string path)
{
    using HttpResponseMessage response = await client.GetAsync(path);
    string energy = response.Headers.GetValues("AIMeter-Energy").Single();
    Console.WriteLine($"  {path} -> {await response.Content.ReadAsStringAsync(),7}   AIMeter-Energy: {energy}");
}
