using System.Globalization;

namespace LlmPhases;

/// <summary>How many threads, and how many prompts.</summary>
internal static class Arguments
{
    public const int Wrong = 2;

    /// <summary>Both numbers, or null when an argument was none and standard error tells which.</summary>
    public static (int Threads, int Prompts)? Read(string[] args) =>
        Number(args, 0, "threads", 1) is { } threads && Number(args, 1, "prompts", 8) is { } prompts ? (threads, prompts) : null;

    private static int? Number(string[] args, int index, string what, int @default)
    {
        string given = args.ElementAtOrDefault(index) ?? @default.ToString(CultureInfo.InvariantCulture);
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 1024)
        {
            return number;
        }

        Console.Error.WriteLine($"The number of {what} is '{given}'. Give one from 1 to 1024, such as: dotnet run -- 4 32");
        return null;
    }
}
