using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AIMetering.Carbon.Tests;

/// <summary>WattTime as its v3 contract has it, for one user.</summary>
internal sealed class WattTimeService(TimeProvider time)
{
    public const string User = "ada";
    public const string Password = "pa:ss wörd";

    private readonly Dictionary<string, DateTimeOffset> _tokens = [];

    /// <summary>Gets or sets what a data path answers instead of its own; null leaves it be.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Gets or sets what the log-in answers instead of its own; null leaves it be.</summary>
    public Func<HttpContext, Task>? InsteadOfLogIn { get; set; }

    /// <summary>Gets or sets the newest value there is.</summary>
    public DateTimeOffset Newest { get; set; } = DateTimeOffset.MaxValue;

    public Task Answer(HttpContext context) => context.Request.Path.Value switch
    {
        "/login" => (InsteadOfLogIn ?? LogIn)(context),
        _ when !IsKnown(context) => Play.Json(context, """{"message":"Unauthorized"}""", 401),
        _ => (Instead ?? Pass)(context),
    };

    /// <summary>Answers a known user as the service would.</summary>
    public Task Pass(HttpContext context) => context.Request.Path.Value switch
    {
        "/v3/region-from-loc" => Play.Json(context, """{"region":"DE","region_full_name":"Germany","signal_type":"co2_moer"}"""),
        "/v3/historical" => Play.Json(context, Historical(context.Request.Query)),
        "/v3/forecast" => Play.Json(context, Forecast(context.Request.Query)),
        _ => Play.Json(context, """{"error":"no such path"}""", 404),
    };

    /// <summary>870 lb in even five-minute steps of the day, 430 lb in odd ones.</summary>
    public static double Pounds(DateTimeOffset at) => at.UtcTicks / TimeSpan.FromMinutes(5).Ticks % 2 == 0 ? 870 : 430;

    private Task LogIn(HttpContext context)
    {
        string expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        if (context.Request.Headers.Authorization != expected)
        {
            return Play.Json(context, """{"error":"bad credentials"}""", 401);
        }

        string token = $"jwt{_tokens.Count}";
        _tokens[token] = time.GetUtcNow();
        return Play.Json(context, $$"""{"token":"{{token}}"}""");
    }

    private bool IsKnown(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. string token]
        && _tokens.TryGetValue(token, out DateTimeOffset since) && time.GetUtcNow() - since < TimeSpan.FromMinutes(30);

    private string Historical(IQueryCollection query)
    {
        DateTimeOffset at = DateTimeOffset.Parse(query["start"]!, CultureInfo.InvariantCulture);
        DateTimeOffset end = DateTimeOffset.Parse(query["end"]!, CultureInfo.InvariantCulture);
        var rows = new List<string>();
        for (; at <= end && at <= Newest; at = at.AddMinutes(5))
        {
            rows.Add(Row(at));
        }

        return Envelope(string.Join(",", rows), signal: query["signal_type"]!);
    }

    private string Forecast(IQueryCollection query)
    {
        int hours = int.Parse(query["horizon_hours"]!, CultureInfo.InvariantCulture);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset at = now.AddMinutes(-(now.Minute % 5)).AddSeconds(-now.Second);
        return Envelope(string.Join(",", Enumerable.Range(0, Math.Max(1, hours * 12)).Select(i => Row(at.AddMinutes(5 * i)))), signal: query["signal_type"]!);
    }

    private static string Row(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"point_time":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}+00:00","value":{{Pounds(at):0.0}},"imputed_data_used":false}""");

    public static string Envelope(
        string rows, string units = "lbs_co2_per_mwh", string? model = "2023-03-01", string region = "DE", string signal = "co2_moer") =>
        $$$"""{"data":[{{{rows}}}],"meta":{"data_point_period_seconds":300,"region":"{{{region}}}","signal_type":"{{{signal}}}","units":"{{{units}}}"{{{(model is null ? "" : $$""","model":{"date":"{{model}}"}""")}}},"warnings":[]}}""";
}
