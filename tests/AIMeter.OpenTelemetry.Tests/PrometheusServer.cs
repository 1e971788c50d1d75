using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace AIMetering.Telemetry.Tests;

/// <summary>A real Prometheus of Debian's on loopback that scrapes one address every second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aimeter-prometheus-");
    private readonly HttpClient _http;
    private readonly Process _server;

    public PrometheusServer(int scraped)
    {
        int port = Ports.Free();
        string config = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(config,
            "global: { scrape_interval: 1s }\n" +
            $"scrape_configs: [ {{ job_name: aimeter, static_configs: [ {{ targets: ['127.0.0.1:{scraped}'] }} ] }} ]\n");
        _server = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public static void SkipWithout() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "prometheus"))),
        "No Prometheus is installed here (apt-get install prometheus).");

    /// <summary>Waits until the stored value satisfies the condition.</summary>
    /// <returns>The last value seen; null when the series never came.</returns>
    public double? WaitFor(string query, Func<double, bool> enough)
    {
        double? last = null;
        for (long began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < LongestWait; Thread.Sleep(Pause))
        {
            last = Ask(query) ?? last;
            if (last is { } value && enough(value))
            {
                break;
            }
        }

        return last;
    }

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private double? Ask(string query)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(_http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}").Result);
            JsonElement results = answer.RootElement.GetProperty("data").GetProperty("result");
            return results.GetArrayLength() == 0 ? null
                : double.Parse(results[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
        }
        catch (AggregateException)
        {
            return null; // not up yet
        }
    }
}
