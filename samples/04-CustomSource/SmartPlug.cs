using System.Text.Json;
using AIMetering.Readings;
using AIMetering.Sources;

namespace CustomSource;

/// <summary>A smart plug of the Shelly Gen2 kind: <c>GET /rpc/Switch.GetStatus?id=0</c> answers, among others, <c>apower</c> in watts.</summary>
internal sealed class SmartPlug(Uri address) : IMetricSampler, IDisposable
{
    private static readonly Device Plug = new("plug", DeviceKind.Wall, "smart plug");

    // From the data sheet of your plug: how often it measures, and how far off its scale may be. The error bound is made of these.
    private static readonly SensorTraits Meter = new() { RefreshPeriod = TimeSpan.FromMilliseconds(250), GainError = 0.02 };

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Uri _status = new(address, "/rpc/Switch.GetStatus?id=0");

    public string Name => "smart-plug";

    public IReadOnlyList<Channel> Channels { get; } = [Channel.Power(Plug, Meter)];

    public void Sample(SampleWriter writer)
    {
        using HttpResponseMessage answer = _http.Send(new HttpRequestMessage(HttpMethod.Get, _status));
        using JsonDocument status = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsStream());
        writer.Write(channel: 0, status.RootElement.GetProperty("apower").GetDouble());
    }

    public void Dispose() => _http.Dispose();
}
