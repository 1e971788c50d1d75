using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using AIMetering.Readings;

namespace AIMetering.Chat.Clients;

/// <summary>The histograms of the meter <c>AIMeter</c> for requests, tagged as the conventions for generative AI tag theirs.</summary>
/// <remarks>A meter belongs to the process, so this is static, as it is in the core. Nothing is worked out while nobody listens.</remarks>
internal static class EnergyInstruments
{
    private static readonly Meter Meter = new("AIMeter", Version());
    private static readonly BoundedNames Models = new(), Providers = new();

    private static readonly Histogram<double> Requests = Meter.CreateHistogram(
        "aimeter.gen_ai.request.energy", "J", "Energy attributed to a request: its share of what the devices used while it was under way.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000] });

    private static readonly Histogram<double> Tokens = Meter.CreateHistogram(
        "aimeter.gen_ai.token.energy", "J/{token}", "Energy attributed to a request per token: of the prefill by tokens read, of the decode by tokens written.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] });

    public static void Record(RequestEnergy record, RequestFacts facts)
    {
        if (record.Energy.Energy is not { } energy || !(Requests.Enabled || Tokens.Enabled))
        {
            return;
        }

        TagList tags = Tags(record, facts);
        Requests.Record(energy.Joules, tags);
        PerToken(record.PrefillPerInputToken, tags, "input");
        PerToken(facts.IsStreamed ? record.DecodePerOutputToken : record.PerOutputToken, tags, facts.IsStreamed ? "output" : "output_whole_request");
    }

    private static void PerToken(EnergyResult? energy, TagList tags, string type)
    {
        if (energy?.Energy is { } known)
        {
            tags.Add("gen_ai.token.type", type);
            Tokens.Record(known.Joules, tags);
        }
    }

    private static TagList Tags(RequestEnergy record, RequestFacts facts)
    {
        TagList tags = new() { { "gen_ai.operation.name", facts.Operation }, { "aimeter.method", record.SensorMethod is { } method ? Stamp.NameOf(method) : null } };
        Add(ref tags, "gen_ai.provider.name", Providers.Of(facts.Provider));
        Add(ref tags, "gen_ai.request.model", Models.Of(facts.Model));
        Add(ref tags, "gen_ai.response.model", Models.Of(record.Model));
        return tags;
    }

    private static void Add(ref TagList tags, string key, string? value)
    {
        if (value is not null)
        {
            tags.Add(key, value);
        }
    }

    private static string Version() =>
        typeof(EnergyInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
