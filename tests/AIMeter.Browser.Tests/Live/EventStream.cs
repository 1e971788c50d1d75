using System.Text.Json;

namespace AIMetering.Browser.Tests.Live;

/// <summary>The events of a dashboard as a plain HTTP client sees them.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStream(HttpClient http, HttpResponseMessage response, Stream stream) =>
        (_http, _response, _reader) = (http, response, new StreamReader(stream));

    public static async Task<EventStream> OpenAsync(Uri url, string? lastId = null)
    {
        HttpClient http = new(new SocketsHttpHandler { UseCookies = false });
        using HttpRequestMessage request = Request(url, "/events");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new(http, response, await response.Content.ReadAsStreamAsync());
    }

    public static HttpRequestMessage Request(Uri url, string path)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(url, path));
        request.Headers.Authorization = new("Bearer", TokenOf(url));
        return request;
    }

    public static string TokenOf(Uri url) => url.Query["?token=".Length..];

    /// <summary>The next event of a kind: frames have the empty one.</summary>
    public async Task<(string Id, JsonElement Data)> NextAsync(string kind = "")
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            (string Id, string Kind, string Data) found = ("", "", "");
            while (await _reader.ReadLineAsync(patience.Token) is { Length: > 0 } line)
            {
                (string name, string value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
                found = name switch { "id" => found with { Id = value }, "event" => found with { Kind = value }, "data" => found with { Data = value }, _ => found };
            }

            if (found.Data.Length > 0 && found.Kind == kind)
            {
                return (found.Id, JsonElement.Parse(found.Data));
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _http.Dispose();
    }
}
