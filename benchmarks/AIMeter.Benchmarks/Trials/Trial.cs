using System.Globalization;
using System.Text.Json;

namespace AIMetering.Benchmarks.Trials;

/// <summary>One measurement in a process of its own; its figures go to the standard output as one line of JSON.</summary>
internal static class Trial
{
    public static int Run(string trial, string[] options)
    {
        Dictionary<string, double> figures = (trial, options) switch
        {
            ("tick", [string tree, string clock]) => TickTrial.Run(tree, isShifted: clock == "10Hz"),
            ("gpu-tick", [string gpus]) => GpuTickTrial.Run((int)Number(gpus)),
            ("window", [string who, string gpus, string hertz, string seconds, string tree]) =>
                WindowTrial.Run(who, (int)Number(gpus), Number(hertz), Number(seconds), tree),
            ("phase", [string tree]) => PhaseTrial.Run(tree),
            ("start", [string tree]) => StartTrial.Run(tree),
            ("day", []) => DayTrial.Run(),
            _ => throw new ArgumentException($"There is no trial '{trial}' with {options.Length} options; start 'overhead' instead."),
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
