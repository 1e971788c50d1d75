using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>What may stand in a file of baselines, who may write it at once, and what is no baseline at all.</summary>
[Collection("alone")]
public sealed class BaselineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SpendingSensor _sensor = new();

    private string File => Path.Combine(_folder.Path, "energy-baselines.json");

    private EnergyTestOptions Check => _sensor.Options with { BaselineFile = File, Tolerance = 0.2, Undecided = WhenUndecided.Fail, NoSensor = WhenUndecided.Fail };

    private EnergyTestOptions Update => Check with { UpdateBaseline = true };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_machine_that_may_pass_without_a_sensor_may_not_pass_without_a_baseline() =>
        Assert.Contains("no baseline 'new'", Skip.Of(() => EnergyAssert.NoRegression("new", () => _sensor.Work(2), Check with { NoSensor = WhenUndecided.Pass })).Message);

    [Fact]
    public void A_baseline_of_code_that_only_waits_does_not_spoil_the_file_for_the_others()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        EnergyAssert.NoRegression("waits", () => _sensor.Work(2), Update);
        Change("waits", baseline => (baseline["cpu_time"]!["mean"], baseline["cpu_time"]!["standard_error"], baseline["energy"]) = (0, 0, null)); // a coarse clock of CPU time

        Assert.Equal(EnergyVerdict.Within, EnergyAssert.NoRegression("work", () => _sensor.Work(2), Check).Verdict);
        Assert.Contains("no CPU time", Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.NoRegression("waits", () => _sensor.Work(2), Check)).Message);
    }

    [Fact]
    public void What_the_baseline_could_not_resolve_counts_in_full()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(2), Update);
        Change("work", baseline => baseline["energy"]!["edge"] = 0.3 * (double)baseline["energy"]!["mean"]!);

        // 1.8 J now against 1.4 J at the least then: 1.29 times.
        Assert.Contains("and 1.2", Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.NoRegression("work", () => _sensor.Work(1.8), Check)).Message);
        Assert.Equal(EnergyVerdict.Within, EnergyAssert.NoRegression("work", () => _sensor.Work(1.6), Check).Verdict);
    }

    [Fact]
    public void A_baseline_so_unsure_that_it_may_be_nothing_still_shows_what_is_far_above_the_most_it_can_be()
    {
        EnergyAssert.NoRegression("work", () => _sensor.Work(0.2), Update);
        Change("work", baseline => baseline["energy"]!["standard_error"] = (double)baseline["energy"]!["mean"]!);

        Assert.Contains("and Infinity", Assert.Throws<EnergyAssertException>(() => EnergyAssert.NoRegression("work", () => _sensor.Work(4), Check)).Message);
        Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.NoRegression("work", () => _sensor.Work(0.26), Check));
    }

    [Fact]
    public void Code_that_was_compiled_without_optimisation_is_never_compared_with_code_that_was()
    {
        EnergyAssert.NoRegression("ours", () => _sensor.Work(2), Update);
        EnergyAssert.NoRegression("runtime", GC.WaitForPendingFinalizers, Check with { UpdateBaseline = true, Time = TimeProvider.System, MinWindows = 2, MaxWindows = 2, WindowLength = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(IsDebug(typeof(BaselineTests).Assembly), Machine("ours").Contains("debug build", StringComparison.Ordinal));
        Assert.False(Machine("runtime").Contains("debug build", StringComparison.Ordinal));

        static bool IsDebug(Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };
        string Machine(string name) => (string)Baselines().First(each => (string)each!["name"]! == name)!["machine"]!;
    }

    // Several loads of the assembly share no static, as processes do not.
    [Fact]
    public void Test_projects_that_write_at_once_lose_nothing()
    {
        const int Projects = 6, Each = 25;
        Exception?[] failures = new Exception?[Projects];
        Thread[] projects = [.. Enumerable.Range(0, Projects).Select(project => new Thread(() => failures[project] = Record.Exception(() => Write(project, Each))))];
        Array.ForEach(projects, project => project.Start());
        Array.ForEach(projects, project => project.Join());

        Assert.All(failures, Assert.Null);
        Assert.Equal(Projects * Each, Baselines().Count);
        Assert.Equal(File, Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    private void Write(int project, int times)
    {
        AssemblyLoadContext context = new($"project {project}");
        Assembly ours = context.LoadFromAssemblyPath(typeof(EnergyAssert).Assembly.Location);
        Type options = ours.GetType(typeof(EnergyTestOptions).FullName!)!;
        MethodInfo assertion = ours.GetType(typeof(EnergyAssert).FullName!)!.GetMethods()
            .Single(method => method.Name == nameof(EnergyAssert.NoRegression) && method.GetParameters()[1].ParameterType == typeof(Action));
        SpendingSensor sensor = new();
        object update = Activator.CreateInstance(options)!;
        foreach (PropertyInfo property in typeof(EnergyTestOptions).GetProperties().Where(each => each.CanWrite && !each.PropertyType.IsEnum))
        {
            options.GetProperty(property.Name)!.SetValue(update, property.GetValue(sensor.Options with { BaselineFile = File, UpdateBaseline = true, MinWindows = 2, WindowLength = TimeSpan.FromMilliseconds(2) }));
        }

        for (int time = 0; time < times; time++)
        {
            assertion.Invoke(null, [$"{project} {time}", (Action)(() => sensor.Work(2)), update, "work", ""]);
        }
    }

    private JsonArray Baselines() => JsonNode.Parse(System.IO.File.ReadAllText(File))!["baselines"]!.AsArray();

    private void Change(string name, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        change(root["baselines"]!.AsArray().First(each => (string)each!["name"]! == name)!);
        System.IO.File.WriteAllText(File, root.ToJsonString());
    }
}
