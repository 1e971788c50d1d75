using System.Globalization;

namespace AIMetering.Benchmarks.Trials;

/// <summary>What to measure, and how long.</summary>
internal sealed record OverheadOptions(double Seconds, int Repeats, IReadOnlyList<string> Only, string? Results)
{
    public bool Wants(string trial) => Only.Count == 0 || Only.Contains(trial);

    /// <exception cref="ArgumentException">An option is not known or has no value.</exception>
    public static OverheadOptions Parse(string[] options)
    {
        OverheadOptions asked = new(30, 3, [], null);
        for (int index = 0; index < options.Length; index += 2)
        {
            string value = options.ElementAtOrDefault(index + 1) ?? throw new ArgumentException($"{options[index]} needs a value.");
            asked = options[index] switch
            {
                "--seconds" => asked with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--repeats" => asked with { Repeats = int.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => asked with { Only = value.Split(',') },
                "--results" => asked with { Results = value },
                _ => throw new ArgumentException($"There is no {options[index]}; use --seconds, --repeats, --only or --results."),
            };
        }

        return asked;
    }
}
