using System.Runtime.CompilerServices;
using AIMetering.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Smoke;

internal sealed class HostingUse : IUse
{
    public string Package => "AIMeter.Hosting";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new HostingUse());

    public async Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("AIMeter:SampleEvery", "50 ms"), new("AIMeter:Name", "service")]);
        builder.Services.AddAIMeter(options => options.Configure = configuration => configuration.AddSource(new Card()));
        builder.Services.AddHealthChecks().AddAIMeter();

        using IHost host = builder.Build();
        await host.StartAsync();
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        await host.StopAsync();
        MeterReport? service = host.Services.GetRequiredService<ServiceMeter>().Report;
        return
        [
            new("the service was measured under the name in its configuration", service is { Name: "service", Energy.IsKnown: true }),
            new("the health check ran", health.Entries.ContainsKey("aimeter")),
        ];
    }
}
