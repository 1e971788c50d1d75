// A worker as its user writes it: no web server, no ASP.NET Core. The tests of AIMeter.Hosting run it as a program.
using AIMetering;
using AIMetering.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAIMeter();
builder.Services.AddHealthChecks().AddAIMeter();
builder.Services.AddHostedService<Worker>();
builder.Build().Run();

internal sealed class Worker(ServiceMeter meter, HealthCheckService health, IHostApplicationLifetime host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int job = 1; job <= 3; job++)
        {
            using ShareScope? share = meter.Shares?.Begin();
            await Task.Delay(200, stoppingToken);
            Console.WriteLine($"job {job}: {share?.Energy}");
        }

        HealthReportEntry entry = (await health.CheckHealthAsync(stoppingToken)).Entries[AIMeterHealthChecks.Name];
        Console.WriteLine($"health: {entry.Status}, {entry.Description}");
        host.StopApplication();
    }
}
