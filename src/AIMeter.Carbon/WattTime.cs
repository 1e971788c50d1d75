using System.Globalization;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>WattTime v3: the marginal intensity (co2_moer) every five minutes, and its average (co2_aoer) where the account may
/// see it.</summary>
/// <remarks>
/// Needs an account; every account sees CAISO_NORTH, other regions need a plan. WattTime counts CO2 alone, at the stack. Its data
/// may not be redistributed: do not publish the raw series. Late values are revised for a day; settle again then.
/// </remarks>
public sealed class WattTime : ICarbonIntensityProvider, IDisposable
{
    private const string PublicAddress = "https://api.watttime.org";
    private const string Unit = "lbs_co2_per_mwh";
    private const int LongestHorizonHours = 72;
    private static readonly TimeSpan LongestHistory = TimeSpan.FromDays(30);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>Values appear some minutes late: the window begins earlier, so that there is a last value to hold.</summary>
    private static readonly TimeSpan Widening = TimeSpan.FromHours(2);

    private readonly CarbonHttpOptions _options;
    private readonly WattTimeSession _session;
    private readonly CachedSource _source;
    private readonly string? _region;

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="userName">The user name of the account.</param>
    /// <param name="password">Its password.</param>
    /// <param name="region">WattTime's own region code, such as "CAISO_NORTH"; null asks WattTime for the region of the
    /// coordinates.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A credential is missing, or an option is out of range.</exception>
    public WattTime(string? userName, string? password, string? region = null, CarbonHttpOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(userName) || string.IsNullOrWhiteSpace(password))
        {
            throw new ArgumentException(
                "WattTime needs a user name and a password: register once (docs.watttime.org), then give them here or in "
                + "WATTTIME_USERNAME and WATTTIME_PASSWORD.",
                string.IsNullOrWhiteSpace(userName) ? nameof(userName) : nameof(password));
        }

        _options = options ?? new CarbonHttpOptions();
        _session = new WattTimeSession(
            CarbonHttpOptions.Check(_options, PublicAddress), _options, new Secret(userName), new Secret(password));
        _source = new CachedSource(_options, "watttime", settledAfter: TimeSpan.FromDays(1));
        _region = region;
    }

    /// <inheritdoc/>
    public string Name => "WattTime";

    /// <summary>Makes a provider with the credentials of WATTTIME_USERNAME and WATTTIME_PASSWORD.</summary>
    /// <param name="region">WattTime's own region code; null asks WattTime for the region of the coordinates.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A variable is not set, or an option is out of range.</exception>
    public static WattTime FromEnvironment(string? region = null, CarbonHttpOptions? options = null) => new(
        Environment.GetEnvironmentVariable("WATTTIME_USERNAME"),
        Environment.GetEnvironmentVariable("WATTTIME_PASSWORD"),
        region,
        options);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <inheritdoc/>
    public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Signal(request.Signal) is not { } signal)
        {
            return IntensityAnswer.None($"has no {request.Signal.Label()} signal");
        }

        try
        {
            string region =
                _region ?? await _session.RegionOfAsync(request.Region, signal, cancellationToken).ConfigureAwait(false);
            return await _source.AnswerAsync(
                $"{region}_{signal}",
                Template(request, region),
                request,
                token => FetchAsync(request, region, signal, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure)
        {
            return IntensityAnswer.None(failure.Message);
        }
    }

    private static string? Signal(CarbonSignal signal) => signal switch
    {
        CarbonSignal.MarginalOperating => "co2_moer",
        CarbonSignal.Average => "co2_aoer",
        _ => null,
    };

    private static IntensityProvenance Template(IntensityRequest request, string region) => new()
    {
        Signal = request.Signal,
        Gas = CarbonGas.CO2,
        Scope = EmissionScope.Direct,
        Grid = request.Signal == CarbonSignal.Average ? GridBasis.Generation : GridBasis.Margin,
        Kind = IntensityKind.Historical,
        Provider = "WattTime",
        Region = region,
        RegionSource = request.Region.Source,
        Source = "WattTime API v3",
        Licence = "WattTime terms: no redistribution",
        OriginalUnit = "lb CO2/MWh",
    };

    private async Task<Fetched> FetchAsync(
        IntensityRequest request, string region, string signal, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        var points = new List<IntensityPoint>();
        int dropped = 0;
        string? problem = null;
        if (request.From < now)
        {
            dropped += await HistoryAsync(points, request, region, signal, now, cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset reached = points.Count > 0 ? points.Max(point => point.To) : request.From;
        if (reached < request.To && request.To > now - Step && signal == "co2_moer")
        {
            try
            {
                dropped += await ForecastAsync(points, request, region, signal, now, cancellationToken).ConfigureAwait(false);
            }
            catch (ProviderFailureException failure) when (points.Count > 0)
            {
                problem = "no forecast: " + failure.Message;
            }
        }

        return new Fetched(
            points, dropped, problem ?? (points.Count == 0 ? "the service has no values for this time yet" : null));
    }

    private async Task<int> HistoryAsync(
        List<IntensityPoint> points,
        IntensityRequest request,
        string region,
        string signal,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        int dropped = 0;
        DateTimeOffset start = Iso.Floor(request.From, Step) - Widening;
        DateTimeOffset end = request.To < now ? request.To : now;
        foreach ((DateTimeOffset from, DateTimeOffset to) in Iso.Pieces(start, end, LongestHistory))
        {
            // Both ends are inclusive: a seam would come twice.
            DateTimeOffset last = to < end ? to - Step : to;
            string query = $"v3/historical?region={Uri.EscapeDataString(region)}&signal_type={signal}"
                + $"&start={Iso.Seconds(from)}&end={Iso.Seconds(last)}&include_imputed_marker=true";
            using JsonDocument document =
                await _session.GetAsync($"{region}/{signal}/historical", query, cancellationToken).ConfigureAwait(false);
            dropped += Read(points, document.RootElement, Template(request, region), IntensityKind.Historical);
        }

        return dropped;
    }

    private async Task<int> ForecastAsync(
        List<IntensityPoint> points,
        IntensityRequest request,
        string region,
        string signal,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // A horizon of 0 is the nowcast: under five minutes old, and all a run that has just ended needs.
        double ahead = Math.Ceiling((request.To - now).TotalHours);
        int hours = request.To <= now + Step ? 0 : (int)Math.Clamp(ahead, 1, LongestHorizonHours);
        string query = string.Create(CultureInfo.InvariantCulture,
            $"v3/forecast?region={Uri.EscapeDataString(region)}&signal_type={signal}&horizon_hours={hours}");
        using JsonDocument document =
            await _session.GetAsync($"{region}/{signal}/forecast", query, cancellationToken).ConfigureAwait(false);
        var newest = new List<IntensityPoint>();
        IntensityKind kind = hours == 0 ? IntensityKind.Nowcast : IntensityKind.Forecast;
        int dropped = Read(newest, document.RootElement, Template(request, region), kind);
        HashSet<DateTimeOffset> known = [.. points.Select(point => point.From)];
        points.AddRange(newest.Where(point => !known.Contains(point.From)));
        return dropped;
    }

    private int Read(List<IntensityPoint> points, JsonElement answer, IntensityProvenance template, IntensityKind kind)
    {
        JsonElement? meta = answer.Member("meta");
        if (meta?.Text("units") is { } unit && unit != Unit)
        {
            throw new ProviderFailureException(
                FailureKind.Malformed, $"the unit '{ErrorText.Of(unit)}' is not understood, only {Unit}");
        }

        TimeSpan period = meta?.Number("data_point_period_seconds") is { } seconds and > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : template.Signal == CarbonSignal.Average ? TimeSpan.FromHours(1) : Step;
        template = template with
        {
            Kind = kind,
            Vintage = meta?.Member("model")?.Text("date"),
            RetrievedAt = _options.Time.GetUtcNow(),
        };
        int dropped = 0;
        foreach (JsonElement row in answer.RequiredItems("data"))
        {
            if (row.Moment("point_time") is not { } from || row.Number("value") is not { } pounds || !IsPossible(pounds))
            {
                dropped++;
                continue;
            }

            bool imputed = row.Flag("imputed_data_used") == true;
            points.Add(new IntensityPoint
            {
                From = from,
                To = from + period,
                Intensity = CarbonIntensity.FromPoundsPerMegawattHour(pounds),
                OriginalValue = pounds,
                Provenance = imputed ? template with { Kind = IntensityKind.Imputed } : template,
            });
        }

        return dropped;
    }

    private static bool IsPossible(double pounds) => double.IsFinite(pounds) && pounds >= 0
        && CarbonIntensity.FromPoundsPerMegawattHour(pounds).GramsPerKilowattHour <= 3000;
}
