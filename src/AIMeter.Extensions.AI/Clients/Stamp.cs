using System.Diagnostics;
using AIMetering.Readings;
using Microsoft.Extensions.AI;

namespace AIMetering.Chat.Clients;

/// <summary>Writes the figures of a request into a response, its usage and its span. What is not known is left out.</summary>
internal static class Stamp
{
    private const double MillijoulesPerJoule = 1000;
    private const string Prefix = "aimeter."; // of all of ChatEnergyKeys

    public static void On(Activity? span, RequestEnergy record)
    {
        if (span is { IsAllDataRequested: true })
        {
            Each(record, (key, value) => span.SetTag(key, value));
        }
    }

    public static void On(AdditionalPropertiesDictionary properties, UsageDetails? usage, RequestEnergy record)
    {
        Clear(properties);
        if (usage?.AdditionalCounts is { } old)
        {
            Clear(old);
        }

        Each(record, (key, value) => properties[key] = value);
        if (usage is not null && record.Energy.IsKnown)
        {
            Counts(usage.AdditionalCounts ??= [], record);
        }
    }

    public static string NameOf(AttributionRule rule) => rule == AttributionRule.ByTokens ? "by_tokens" : "even_split";

    public static string NameOf(MeasurementMethod method) => method switch
    {
        MeasurementMethod.Counter => "counter",
        MeasurementMethod.Integrated => "integrated",
        MeasurementMethod.Attributed => "attributed",
        MeasurementMethod.Estimated => "estimated",
        _ => "mixed",
    };

    // A response may come twice, from a cache or through two meters: what it told of another request must not mix with this one's.
    private static void Clear<T>(AdditionalPropertiesDictionary<T> properties)
    {
        foreach (string key in properties.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).ToArray())
        {
            properties.Remove(key);
        }
    }

    private static void Each(RequestEnergy record, Action<string, object> write)
    {
        if (!record.Energy.IsKnown)
        {
            write(ChatEnergyKeys.Unknown, record.Energy.Reason!);
            return;
        }

        Figure(record, write);
        Bounded(record.Prefill, ChatEnergyKeys.Prefill, ChatEnergyKeys.PrefillBound, write);
        Bounded(record.Decode, ChatEnergyKeys.Decode, ChatEnergyKeys.DecodeBound, write);
        Joules(record.PerOutputToken, ChatEnergyKeys.PerOutputToken, write);
        Joules(record.PrefillPerInputToken, ChatEnergyKeys.PrefillPerInputToken, write);
        Joules(record.DecodePerOutputToken, ChatEnergyKeys.DecodePerOutputToken, write);
        if (record.Carbon is { } carbon)
        {
            write(ChatEnergyKeys.Carbon, carbon.Grams);
            write(ChatEnergyKeys.CarbonBasis, record.CarbonBasis!);
        }
    }

    private static void Figure(RequestEnergy record, Action<string, object> write)
    {
        EnergyResult energy = record.Energy;
        Bounded(energy, ChatEnergyKeys.Energy, ChatEnergyKeys.Bound, write);
        write(ChatEnergyKeys.Low, energy.Low!.Value.Joules);
        write(ChatEnergyKeys.High, energy.High!.Value.Joules);
        write(ChatEnergyKeys.Method, NameOf(MeasurementMethod.Attributed));
        write(ChatEnergyKeys.Source, energy.Source);
        write(ChatEnergyKeys.Rule, NameOf(record.Rule));
        write(ChatEnergyKeys.MostConcurrent, record.MostConcurrent);
        if (record.SensorMethod is { } method)
        {
            write(ChatEnergyKeys.SensorMethod, NameOf(method));
        }

        if (energy.Missing.Count > 0)
        {
            write(ChatEnergyKeys.Missing, string.Join("; ", energy.Missing));
        }
    }

    private static void Bounded(EnergyResult? result, string key, string boundKey, Action<string, object> write)
    {
        if (result?.Bound is { } bound)
        {
            write(key, result.Energy!.Value.Joules);
            write(boundKey, bound.Joules);
        }
    }

    private static void Joules(EnergyResult? result, string key, Action<string, object> write)
    {
        if (result?.Energy is { } energy)
        {
            write(key, energy.Joules);
        }
    }

    private static void Counts(AdditionalPropertiesDictionary<long> counts, RequestEnergy record)
    {
        counts[ChatEnergyKeys.EnergyMillijoules] = Milli(record.Energy.Energy!.Value);
        counts[ChatEnergyKeys.BoundMillijoules] = (long)Math.Ceiling(record.Energy.Bound!.Value.Joules * MillijoulesPerJoule);
        if (record.Prefill?.Energy is { } prefill && record.Decode?.Energy is { } decode)
        {
            counts[ChatEnergyKeys.PrefillMillijoules] = Milli(prefill);
            counts[ChatEnergyKeys.DecodeMillijoules] = Milli(decode);
        }
    }

    private static long Milli(Energy energy) => (long)Math.Round(energy.Joules * MillijoulesPerJoule);
}
