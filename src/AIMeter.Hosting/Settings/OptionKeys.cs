using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AIMetering.Hosting.Settings;

/// <summary>The keys that configuration may hold, and how each is read. By hand: the binder would take <c>100</c> for a hundred days, and stop at the first fault.</summary>
internal static class OptionKeys
{
    private static readonly (string Suffix, double Milliseconds)[] TimeUnits = [("ms", 1), ("min", 60_000), ("s", 1000), ("h", 3_600_000)];

    private static readonly Dictionary<string, Action<AIMeterOptions, IConfigurationSection>> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(AIMeterOptions.Enabled)] = (options, value) => options.Enabled = Switch(value),
        [nameof(AIMeterOptions.Name)] = (options, value) => options.Name = Text(value),
        [nameof(AIMeterOptions.SampleEvery)] = (options, value) => options.SampleEvery = Time(value),
        [nameof(AIMeterOptions.Gpus)] = (options, value) => Replace(options.Gpus, value),
        [nameof(AIMeterOptions.Require)] = (options, value) => Replace(options.Require, value),
        [nameof(AIMeterOptions.Region)] = (options, value) => options.Region = Text(value),
        [nameof(AIMeterOptions.Pue)] = (options, value) => options.Pue = Number(value),
        [nameof(AIMeterOptions.Strict)] = (options, value) => options.Strict = Switch(value),
        [nameof(AIMeterOptions.Estimates)] = (options, value) => options.Estimates = Switch(value),
        [nameof(AIMeterOptions.ProfileGpus)] = (options, value) => options.ProfileGpus = Switch(value),
        [nameof(AIMeterOptions.SysRoot)] = (options, value) => options.SysRoot = Text(value),
        [nameof(AIMeterOptions.ProcRoot)] = (options, value) => options.ProcRoot = Text(value),
        [nameof(AIMeterOptions.Json)] = (options, value) => options.Json = Text(value),
        [nameof(AIMeterOptions.Html)] = (options, value) => options.Html = Text(value),
        [nameof(AIMeterOptions.Header)] = (options, value) => options.Header = Text(value),
    };

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { nameof(AIMeterOptions.Gpus), nameof(AIMeterOptions.Require) };

    /// <summary>Takes what a section says; what cannot be understood is remembered for the check of the options.</summary>
    public static void Read(IConfiguration section, AIMeterOptions options)
    {
        if (section is IConfigurationSection { Value.Length: > 0 } whole)
        {
            options.Misread.Add($"{whole.Path} is '{whole.Value}', but holds options: write {whole.Path}:{nameof(AIMeterOptions.Enabled)} to turn measuring on or off.");
        }

        foreach (IConfigurationSection value in section.GetChildren())
        {
            if (!Readers.TryGetValue(value.Key, out Action<AIMeterOptions, IConfigurationSection>? read))
            {
                options.Misread.Add(Unknown(value));
                continue;
            }

            if (!Lists.Contains(value.Key) && value.GetChildren().Any())
            {
                options.Misread.Add($"{value.Path} takes one value, and holds the keys {string.Join(", ", value.GetChildren().Select(child => child.Key))}.");
                continue;
            }

            try
            {
                read(options, value);
            }
            catch (FormatException error)
            {
                options.Misread.Add($"{value.Path} is '{value.Value}': {error.Message}");
            }
        }
    }

    private static string Unknown(IConfigurationSection value)
    {
        string[] near = NearWords.Of(value.Key, Readers.Keys);
        string remedy = near.Length > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"There are {string.Join(", ", Readers.Keys)}.";
        return $"{value.Path} is not an option of AIMeter. {remedy}";
    }

    private static string? Text(IConfigurationSection value) => string.IsNullOrWhiteSpace(value.Value) ? null : value.Value.Trim();

    private static bool Switch(IConfigurationSection value) => value.Value?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw new FormatException("write true or false."),
    };

    private static double Number(IConfigurationSection value) =>
        double.TryParse(value.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw new FormatException("write a number with a point, such as 1.2.");

    private static TimeSpan Time(IConfigurationSection value)
    {
        string text = value.Value?.Trim() ?? "";
        foreach ((string suffix, double milliseconds) in TimeUnits)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Amount(text[..^suffix.Length]) is { } amount)
            {
                return TimeSpan.FromMilliseconds(amount * milliseconds);
            }
        }

        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time
            : throw new FormatException("write a time with its unit, such as '100 ms' or '2 s', or as 00:00:00.1.");
    }

    // No time is longer than a day here, so that nothing overflows.
    private static double? Amount(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) && Math.Abs(amount) < 86_400_000 ? amount : null;

    private static void Replace(IList<string> list, IConfigurationSection value)
    {
        IEnumerable<string> items = value.Value is { } text ? text.Split(',')
            : value.GetChildren().Select(child => child.Value ?? throw new FormatException("write a list of texts, or one text with commas."));
        string[] read = [.. items.Select(item => item.Trim()).Where(item => item.Length > 0)];
        list.Clear();
        foreach (string item in read)
        {
            list.Add(item);
        }
    }
}
