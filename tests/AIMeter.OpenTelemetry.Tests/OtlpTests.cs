using System.Net;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using Xunit;

namespace AIMetering.Telemetry.Tests;

public sealed class OtlpTests
{
    [Fact]
    public async Task Joules_and_watts_leave_by_OTLP_under_their_conventional_names()
    {
        int port = Ports.Free();
        using HttpListener collector = new();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        Task<string> sent = Task.Run(() => Take(collector));

        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddAIMeter()
            .AddOtlpExporter(otlp => (otlp.Endpoint, otlp.Protocol) = (new Uri($"http://127.0.0.1:{port}/v1/metrics"), OtlpExportProtocol.HttpProtobuf)).Build())
        using (Spender.Start("otlp0"))
        {
            Thread.Sleep(300);
            Assert.True(provider.ForceFlush());
        }

        string body = await sent;
        Assert.All(
            ["AIMeter", "https://opentelemetry.io/schemas/", "hw.energy", "hw.power", "hw.temperature", "aimeter.energy.bound", "aimeter.emissions", "location_based", "hw.id", "otlp0", "simulated GPU", "Cel"],
            word => Assert.Contains(word, body, StringComparison.Ordinal));
    }

    private static string Take(HttpListener collector)
    {
        HttpListenerContext request = collector.GetContext();
        using MemoryStream body = new();
        request.Request.InputStream.CopyTo(body);
        request.Response.Close();
        return Encoding.Latin1.GetString(body.ToArray());
    }
}
