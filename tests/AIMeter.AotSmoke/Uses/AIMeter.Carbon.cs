using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using AIMetering.Carbon;
using AIMetering.Carbon.Providers;

namespace Smoke;

internal sealed class CarbonUse : IUse
{
    private static readonly byte[] s_answer = """
        {"data":[{"from":"2026-05-04T11:00Z","to":"2026-05-04T11:30Z","intensity":{"forecast":166,"actual":163,"index":"moderate"}}]}
        """u8.ToArray();

    public string Package => "AIMeter.Carbon";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new CarbonUse());

    public async Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        string address = $"http://127.0.0.1:{FreePort()}/";
        using HttpListener service = new();
        service.Prefixes.Add(address);
        service.Start();
        Task serving = ServeAsync(service);

        DateTimeOffset from = new(2026, 5, 4, 11, 0, 0, TimeSpan.Zero);
        using UkGrid provider = new(options: new CarbonHttpOptions { BaseAddress = new Uri(address), CacheDirectory = folder });
        IntensityAnswer answer = await provider.GetIntensityAsync(
            new IntensityRequest(GridRegion.Parse("GB"), CarbonSignal.Average, from, from.AddMinutes(30)));
        service.Stop();
        await serving;
        return [new($"the provider's answer is read ({answer.Problem})", answer.Points is [{ Intensity.GramsPerKilowattHour: 163 }])];
    }

    private static async Task ServeAsync(HttpListener service)
    {
        try
        {
            while (true)
            {
                HttpListenerContext asked = await service.GetContextAsync();
                asked.Response.ContentType = "application/json";
                await asked.Response.OutputStream.WriteAsync(s_answer);
                asked.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
