using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>Says quantities for people: value, bound and unit in the invariant culture.</summary>
internal static class Say
{
    public static Figure Energy(EnergyResult result) => result.Energy is { } energy
        ? Figure.Of(energy.Joules, result.Low!.Value.Joules, result.High!.Value.Joules, UnitScale.Joules)
        : new("unknown", "");

    public static Figure WattHours(EnergyResult result) => result.Energy is { } energy
        ? Figure.Of(energy.Joules, result.Low!.Value.Joules, result.High!.Value.Joules, UnitScale.WattHours)
        : new("", "");

    /// <summary>An energy in a sentence: with its bound, or why it is not known.</summary>
    public static string Sentence(EnergyResult result) =>
        result.IsKnown ? $"{Energy(result).Value} {Energy(result).Bound}" : $"unknown ({result.Reason})";

    /// <summary>A power with the digits that the bound of its energy supports; empty when it is not known.</summary>
    public static string Power(Power? power, EnergyResult energy) =>
        power is { } known ? Power(known, energy.RelativeBound ?? 0) : "";

    public static string Power(Power power, double relativeError) =>
        Power(power, power * (1 - relativeError), power * (1 + relativeError)).Value;

    public static Figure Power(Power power, Power low, Power high) =>
        Figure.Of(power.Watts, low.Watts, high.Watts, UnitScale.Watts);

    public static string Spread(Energy? deviation, EnergyResult mean) =>
        deviation is { } known && mean.Energy is { } energy ? $"sd {Near(known, energy)}" : "";

    // A deviation is an estimate itself: two digits, in the unit of the mean beside it.
    private static string Near(Energy deviation, Energy mean)
    {
        (double factor, string symbol) = UnitScale.Joules.StepFor(Math.Max(mean.Joules, deviation.Joules));
        return $"{Figure.Significant(deviation.Joules / factor, 2)} {symbol}";
    }

    public static string Percent(double? share) => share is { } known ? $"{Figure.Significant(known * 100, 2)} %" : "";

    public static string Time(TimeSpan time) => Math.Abs(time.TotalSeconds) switch
    {
        0 => "0 s",
        < 1e-3 => $"{Figure.Significant(time.TotalMicroseconds, 3)} µs",
        < 1 => $"{Figure.Significant(time.TotalMilliseconds, 3)} ms",
        < 120 => $"{Figure.Significant(time.TotalSeconds, 4)} s",
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):F0} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):F0} h {time.Minutes:00} min"),
    };

    /// <summary>A mass to three digits, for parts of a mass that is shown with its range elsewhere.</summary>
    public static string Grams(CarbonMass mass)
    {
        (double factor, string symbol) = UnitScale.Grams.StepFor(mass.Grams);
        return $"{Figure.Significant(mass.Grams / factor, 3)} {symbol}";
    }

    /// <summary>An energy to three digits, for parts of an energy that is shown with its bound elsewhere.</summary>
    public static string Joules(Energy energy)
    {
        (double factor, string symbol) = UnitScale.Joules.StepFor(energy.Joules);
        return $"{Figure.Significant(energy.Joules / factor, 3)} {symbol}";
    }

    public static string Bytes(long bytes)
    {
        (double factor, string symbol) = UnitScale.Bytes.StepFor(bytes);
        return $"{Figure.Significant(bytes / factor, 3)} {symbol}";
    }

    public static string Count(double count) => count == Math.Floor(count) && Math.Abs(count) < 1e15
        ? count.ToString("F0", CultureInfo.InvariantCulture)
        : count.ToString("G6", CultureInfo.InvariantCulture);

    public static string Number(string noun, long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    public static string Method(MeasurementMethod? method) => method switch
    {
        MeasurementMethod.Counter => "counter",
        MeasurementMethod.Integrated => "integrated",
        MeasurementMethod.Attributed => "attributed",
        MeasurementMethod.Estimated => "estimated",
        MeasurementMethod.Mixed => "mixed",
        _ => "",
    };

    /// <summary>One of what was counted: <c>token</c> for <c>tokens</c>.</summary>
    public static string One(string unit) =>
        unit.Length < 3 || !unit.EndsWith('s') || unit.EndsWith("ss", StringComparison.Ordinal) || unit.EndsWith("us", StringComparison.Ordinal) ? unit
        : unit.EndsWith("ches", StringComparison.Ordinal) || unit.EndsWith("shes", StringComparison.Ordinal) ? unit[..^2]
        : unit.EndsWith("xes", StringComparison.Ordinal) || unit.EndsWith("sses", StringComparison.Ordinal) ? unit[..^2]
        : unit.EndsWith("ies", StringComparison.Ordinal) && unit != "series" ? unit[..^3] + "y"
        : unit == "series" ? unit : unit[..^1];
}
