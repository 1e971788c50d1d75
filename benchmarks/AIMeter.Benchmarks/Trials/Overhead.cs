using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>Measures what the meter costs, each figure in a process of its own, and writes the table.</summary>
internal static class Overhead
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs the trials.</summary>
    /// <param name="options">
    /// <c>--seconds N</c> for each window of CPU time (30), <c>--repeats N</c> of the windows (3), <c>--only a,b</c> for some trials
    /// of tick, window, phase, start, day and gpu, and <c>--results FOLDER</c> to keep the figures in.
    /// </param>
    public static int Run(string[] options)
    {
        OverheadOptions asked = OverheadOptions.Parse(options);
        Figures figures = new();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        IReadOnlyList<string> machine = MachineCard.Lines(now);
        using (PowercapTree tree = PowercapTree.Create())
        {
            try
            {
                Measure(asked, tree.Root, figures);
            }
            finally
            {
                PowercapTree.Delete(tree.Root);
            }
        }

        string text = OverheadTable.Render(figures, asked, machine);
        Console.WriteLine(text);
        Keep(asked.Results, text, figures);
        return 0;
    }

    private static void Measure(OverheadOptions asked, string tree, Figures figures)
    {
        // The ticks write the tree themselves, so they come before its simulator.
        foreach (string clock in asked.Wants("tick") ? (string[])["10Hz", "own"] : [])
        {
            figures.Add($"tick {clock}", Trial("tick", tree, clock));
        }

        if (asked.Wants("day"))
        {
            figures.Add("day", Trial("day"));
        }

        foreach (int gpus in asked.Wants("gpu") && File.Exists(SimulatedGpus.LibraryPath) ? (int[])[1, 2, 4, 8, 16] : [])
        {
            figures.Add($"gpu tick {gpus}", Trial("gpu-tick", Text(gpus)));
        }

        using Process simulator = Child.Simulator(tree);
        foreach (string trial in new[] { "start", "phase" }.Where(asked.Wants))
        {
            figures.Add(trial, Trial(trial, tree));
        }

        for (int repeat = 0; repeat < asked.Repeats; repeat++)
        {
            foreach (string hertz in asked.Wants("window") ? (string[])["10", "100", "1000"] : [])
            {
                Windows(asked, tree, figures, gpus: 0, hertz);
            }

            foreach (string hertz in asked.Wants("gpu") && File.Exists(SimulatedGpus.LibraryPath) ? (string[])["10", "100"] : [])
            {
                Windows(asked, tree, figures, gpus: 8, hertz);
            }
        }

        simulator.StandardInput.Close();
        simulator.WaitForExit();
    }

    // All three at the same time, so that the neighbours of a shared machine disturb them alike.
    private static void Windows(OverheadOptions asked, string tree, Figures figures, int gpus, string hertz)
    {
        string[] contenders = ["idle", "bare", "meter"];
        string seconds = Text(asked.Seconds), machine = gpus == 0 ? "" : $"{Text(gpus)} GPUs ";
        Task<Dictionary<string, double>>[] windows =
        [
            .. contenders.Select(who => Task.Factory.StartNew(
                () => Trial("window", who, Text(gpus), hertz, seconds, tree), TaskCreationOptions.LongRunning)),
        ];
        for (int i = 0; i < contenders.Length; i++)
        {
            figures.Add($"{contenders[i]} {machine}{hertz} Hz", windows[i].GetAwaiter().GetResult());
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, double> Trial(params string[] options)
    {
        Console.Error.WriteLine(string.Join(' ', options));
        return Child.Trial(options);
    }

    private static void Keep(string? folder, string text, Figures figures)
    {
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "overhead.md"), text);
            File.WriteAllText(Path.Combine(folder, "overhead.json"), JsonSerializer.Serialize(figures.All, Indented) + "\n");
        }
    }
}
