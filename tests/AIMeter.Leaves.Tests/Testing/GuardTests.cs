using System.Reflection;
using AIMetering.Readings;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>Ways to pass without having measured anything, and to wait for nothing.</summary>
public sealed class GuardTests
{
    private readonly SpendingSensor _sensor = new();

    // A lambda that is async or returns a task fits an Action: it would be started, left alone and found to use nothing.
    [Fact]
    public void Every_assertion_that_takes_an_action_refuses_a_task_when_it_is_compiled()
    {
        MethodInfo[] all = typeof(EnergyAssert).GetMethods(BindingFlags.Public | BindingFlags.Static);
        MethodInfo[] synchronous = [.. all.Where(method => TypesOf(method).Contains(typeof(Action)))];
        Assert.NotEmpty(synchronous);
        Assert.All(synchronous, method =>
        {
            Type[] wanted = [.. TypesOf(method).Select(type => type == typeof(Action) ? typeof(Func<Task>) : type)];
            MethodInfo? twin = all.SingleOrDefault(each => each.Name == method.Name && TypesOf(each).SequenceEqual(wanted));
            Assert.NotNull(twin);
            ObsoleteAttribute? refusal = twin.GetCustomAttribute<ObsoleteAttribute>();
            Assert.True(refusal is { IsError: true });
            Assert.Contains(method.Name + "Async", refusal.Message);
        });

        static Type[] TypesOf(MethodInfo method) => [.. method.GetParameters().Select(each => each.ParameterType)];
    }

    [Fact]
    public void Every_assertion_has_an_asynchronous_twin()
    {
        string[] names = [.. typeof(EnergyAssert).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters().Any(each => each.Name == "code")).Select(method => method.Name).Distinct()];
        Assert.All(names.Where(name => !name.EndsWith("Async", StringComparison.Ordinal)), name => Assert.Contains(name + "Async", names));
    }

    [Fact]
    public void A_budget_inside_the_sensors_error_is_given_up_as_soon_as_that_is_clear_and_says_that_time_would_not_help()
    {
        SpendingSensor sensor = new(gainError: 0.05);
        EnergyMeasurement measured = EnergyAssert.AtMost(Energy.FromJoules(2), () => sensor.Work(2), sensor.Options with { Undecided = WhenUndecided.Pass });

        Assert.Equal(5, measured.Windows);
        Assert.Contains("more windows would not change that", measured.Reason);
    }

    [Fact]
    public void A_total_that_lacks_a_part_is_not_measured_again_and_again()
    {
        EnergyMeasurement measured = EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options with
        {
            Configure = each =>
            {
                _sensor.Options.Configure!(each);
                each.AddSource(new SilentGpu());
            },
            Undecided = WhenUndecided.Pass,
        });

        Assert.Equal(EnergyVerdict.Undecided, measured.Verdict);
        Assert.Contains("lacks a part", measured.Reason);
        Assert.Equal(5, measured.Windows);
    }

    [Fact]
    public void An_energy_that_was_measured_elsewhere_is_told_without_windows_that_nobody_measured()
    {
        EnergyResult two = EnergyResult.Known(Energy.FromJoules(2), Energy.FromJoules(1.9), Energy.FromJoules(2.1), MeasurementMethod.Counter, "nvml");
        string message = Assert.Throws<EnergyAssertException>(() => EnergyAssert.MeasuredAtMost(Energy.FromJoules(1), two)).Message;
        Assert.Contains("Measured:  2 J, between 1.9 J and 2.1 J", message);
        Assert.DoesNotContain("CPU time", message);
        Assert.DoesNotContain("Windows:", message);
    }

    [Fact]
    public void Synchronous_code_stays_on_the_thread_of_its_test_also_where_assertions_wait_for_each_other()
    {
        List<(int Test, int Code)> threads = [];
        Thread[] tests = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            int test = Environment.CurrentManagedThreadId;
            EnergyAssert.AtMost(Energy.FromJoules(3), () =>
            {
                _sensor.Work(2);
                lock (threads)
                {
                    threads.Add((test, Environment.CurrentManagedThreadId));
                }
            }, _sensor.Options);
        }))];
        Array.ForEach(tests, test => test.Start());
        Array.ForEach(tests, test => test.Join());
        Assert.All(threads, each => Assert.Equal(each.Test, each.Code));
    }

    [Fact]
    public async Task A_test_that_is_cancelled_ends_at_the_next_window()
    {
        using CancellationTokenSource stop = new();
        int runs = 0;
        EnergyTestOptions options = _sensor.Options with { CancellationToken = stop.Token };
        Task<EnergyMeasurement> test = EnergyAssert.AtMostAsync(Energy.FromJoules(3), Work, options);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test);
        Assert.InRange(runs, 150, 400); // a window is 100 runs

        async Task Work()
        {
            await Task.Yield();
            _sensor.Work(2);
            if (++runs == 150)
            {
                await stop.CancelAsync();
            }
        }
    }

    [Fact]
    public async Task What_is_measured_without_an_assertion_is_for_assertions_of_ones_own()
    {
        EnergyMeasurement two = EnergyAssert.Measure(() => _sensor.Work(2), _sensor.Options);
        EnergyMeasurement four = await EnergyAssert.MeasureAsync(
            async () =>
            {
                await Task.Yield();
                _sensor.Work(4);
            }, _sensor.Options);

        Assert.InRange(four.Energy.Energy!.Value / two.Energy.Energy!.Value, 1.95, 2.05);
        Assert.Equal(EnergyVerdict.Undecided, two.Verdict);
        Assert.StartsWith("  Measured:  ", two.ToString());
        Assert.DoesNotContain("Undecided", two.ToString());
        Assert.Contains("unknown: ", EnergyAssert.Measure(() => _sensor.Work(2), _sensor.Options with { Device = "gpu7" }).ToString());
    }

    /// <summary>A GPU whose energy cannot be read.</summary>
    private sealed class SilentGpu : Sources.IMetricSampler
    {
        public string Name => "silent";

        public bool MayBlock => false;

        public IReadOnlyList<Channel> Channels { get; } =
            [Channel.EnergyCounter(new("gpu0", DeviceKind.Gpu), new() { JoulesPerCount = 1, RefreshPeriod = TimeSpan.FromMilliseconds(1) })];

        public void Sample(Sources.SampleWriter writer) => writer.Fail(0, "not permitted");
    }
}
