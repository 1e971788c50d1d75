using AIMetering.Carbon.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Carbon.Tests;

/// <summary>What the tests share: a clock, a place for the cache, and ways to answer.</summary>
internal sealed class Play : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Noon);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "aimeter-carbon-" + Guid.NewGuid().ToString("N"));

    public static GridRegion Berlin => GridRegion.Parse("52.52,13.40");

    public static GridRegion Germany => GridRegion.Parse("DE");

    public static IntensityRequest Ask(GridRegion region, CarbonSignal signal, int fromMinute, int toMinute) =>
        new(region, signal, Noon.AddMinutes(fromMinute), Noon.AddMinutes(toMinute));

    public CarbonHttpOptions Reach(Uri address, TimeSpan? attempt = null) => new()
    {
        BaseAddress = address,
        Time = Time,
        CacheDirectory = Folder,
        AttemptTimeout = attempt ?? TimeSpan.FromHours(1),
    };

    public static async Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }

    /// <summary>Lets the fake clock run, a second per step, until the answer is there.</summary>
    public async Task<T> LetTimePass<T>(Task<T> answer)
    {
        while (!answer.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        return await answer;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
