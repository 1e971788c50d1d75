using System.Runtime.CompilerServices;
using AIMetering.AspNetCore;
using AIMetering.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Smoke;

internal sealed class WebUse : IUse
{
    public string Package => "AIMeter.AspNetCore";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new WebUse());

    public async Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddAIMeter(options =>
        {
            options.Header = "AIMeter-Energy";
            options.Configure = configuration => configuration.AddSource(new Card());
        });

        await using WebApplication app = builder.Build();
        app.UseAIMeter();
        app.Run(context => context.Response.WriteAsync("answer"));
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        using HttpResponseMessage response = await client.GetAsync("/");
        await app.StopAsync();
        return [new("the request was told its energy", response.Headers.TryGetValues("AIMeter-Energy", out _))];
    }
}
