using System.Globalization;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>The Carbon Intensity API of Great Britain: the average intensity per half hour. Free, no key; data under CC BY
/// 4.0.</summary>
/// <remarks>
/// Great Britain only: Northern Ireland is on the Irish market. It counts CO2 of generation with imports and losses, in operation
/// and not over the life cycle. The national "actual" is an estimate of the grid operator; the regions have forecasts only.
/// </remarks>
public sealed class UkGrid : ICarbonIntensityProvider, IDisposable
{
    private const string PublicAddress = "https://api.carbonintensity.org.uk";
    private const int Regions = 17;
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestRange = TimeSpan.FromDays(14);

    /// <summary>A half hour stands until the next one begins: that is all the service asks for.</summary>
    private static readonly CacheRules Rules = new(TimeSpan.FromDays(1), HalfHour, TimeSpan.Zero);

    private readonly TimeProvider _time;
    private readonly CarbonHttp _http;
    private readonly CachedSource _source;
    private readonly int? _regionId;

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="regionId">A region of the service, 1 (North Scotland) to 17 (Wales), 13 is London; null is the whole of Great
    /// Britain.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is not from 1 to 17, or an option is out of range.</exception>
    public UkGrid(int? regionId = null, CarbonHttpOptions? options = null)
    {
        if (regionId is < 1 or > Regions)
        {
            throw new ArgumentOutOfRangeException(nameof(regionId), regionId,
                "The regions of the Carbon Intensity API are numbered 1 to 17; give null for the whole of Great Britain.");
        }

        _regionId = regionId;
        options ??= new CarbonHttpOptions();
        Uri address = CarbonHttpOptions.Check(options, PublicAddress);
        _time = options.Time;
        _http = new CarbonHttp(address, options);
        _source = new CachedSource(_time, new CacheFolder(options, "ukgrid", address));
    }

    /// <inheritdoc/>
    public string Name => "Carbon Intensity API (GB)";

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Signal != CarbonSignal.Average)
        {
            return IntensityAnswer.NotServed("has the average signal only");
        }

        if (IsNorthernIreland(request.Region))
        {
            return IntensityAnswer.NotServed(
                "knows Great Britain only: Northern Ireland is on the all-island market of Ireland "
                + "(em:GB-NIR at Electricity Maps)");
        }

        if (request.Region.CountryCode != "GB")
        {
            return IntensityAnswer.NotServed($"knows Great Britain only, not {request.Region}");
        }

        string key = _regionId is null ? "national" : string.Create(CultureInfo.InvariantCulture, $"region{_regionId}");
        return await _source.AnswerAsync(
            key, Rules, Template(request.Region), request, batch => FetchAsync(batch, request), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>By its zone, or by a box around it, without the Mull of Kintyre in its north-eastern corner.</summary>
    private static bool IsNorthernIreland(GridRegion region) => region.ElectricityMapsZone == "GB-NIR"
        || region is { CountryCode: "GB", Latitude: > 54.0 and < 55.35, Longitude: > -8.2 and < -5.4 }
            and not { Latitude: > 55.1, Longitude: > -5.95 };

    private IntensityProvenance Template(GridRegion region) => new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2,
        Scope = EmissionScope.Direct,
        Grid = GridBasis.Consumption,
        Kind = IntensityKind.Historical,
        Provider = "Carbon Intensity API (GB)",
        Region = _regionId is null ? "GB" : string.Create(CultureInfo.InvariantCulture, $"GB region {_regionId}"),
        RegionSource = region.Source,
        Source = "National Energy System Operator, carbonintensity.org.uk",
        Licence = "CC-BY-4.0",
        OriginalUnit = "g CO2/kWh",
    };

    private async Task FetchAsync(Batch batch, IntensityRequest request)
    {
        DateTimeOffset start = Iso.Floor(request.From, HalfHour);
        foreach ((DateTimeOffset from, DateTimeOffset to) in Iso.Pieces(start, request.To, LongestRange))
        {
            string range =
                $"intensity/{Iso.Minutes(from)}/{Iso.Minutes(Iso.Floor(to + HalfHour - TimeSpan.FromTicks(1), HalfHour))}";
            string path =
                _regionId is null ? range : string.Create(CultureInfo.InvariantCulture, $"regional/{range}/regionid/{_regionId}");
            IntensityProvenance template = Template(request.Region) with { RetrievedAt = _time.GetUtcNow() };
            await batch.TryAsync(
                "intensity",
                token => _http.GetAsync(path, null, token),
                answer => Read(batch, answer, template, _regionId)).ConfigureAwait(false);
        }
    }

    private static void Read(Batch batch, JsonElement answer, IntensityProvenance template, int? regionId)
    {
        foreach (JsonElement row in Rows(answer, regionId))
        {
            if (row.Moment("from") is { } from && row.Moment("to") is { } to && to > from && Value(row) is { } value)
            {
                batch.Add(new IntensityPoint
                {
                    From = from,
                    To = to,
                    Intensity = CarbonIntensity.FromGramsPerKilowattHour(value.Grams),
                    OriginalValue = value.Grams,
                    Provenance = template with { Kind = value.Kind },
                });
            }
            else
            {
                batch.Dropped++;
            }
        }
    }

    /// <summary>The half hours: the national list holds them; a region, alone or in a list, has a list of its own.</summary>
    private static IEnumerable<JsonElement> Rows(JsonElement answer, int? regionId) => answer.Member("data") switch
    {
        { ValueKind: JsonValueKind.Object } region => RowsOf(region, regionId),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray()
            .SelectMany(item => item.Member("data") is null ? [item] : RowsOf(item, regionId)),
        _ => throw new ProviderFailureException(FailureKind.Malformed, "the answer has no list 'data'"),
    };

    private static IEnumerable<JsonElement> RowsOf(JsonElement region, int? regionId) =>
        region.Number("regionid") is { } answered && answered != regionId
            ? throw new ProviderFailureException(FailureKind.Malformed,
                string.Create(CultureInfo.InvariantCulture,
                    $"asked for region {regionId}, answered for region {answered}: not used"))
            : region.RequiredItems("data");

    /// <summary>The actual value; where there is none yet, the forecast under its own label.</summary>
    private static (double Grams, IntensityKind Kind)? Value(JsonElement row) =>
        row.Member("intensity") is not { } intensity ? null
        : intensity.Number("actual") is { } actual and >= 0 and <= 3000 ? (actual, IntensityKind.Historical)
        : intensity.Number("forecast") is { } forecast and >= 0 and <= 3000 ? (forecast, IntensityKind.Forecast)
        : null;
}
