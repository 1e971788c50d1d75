using System.Globalization;

namespace AIMetering.Testing;

/// <summary>How an energy assertion measures and decides. The defaults suit operations from a microsecond to a second.</summary>
public sealed record EnergyTestOptions
{
    /// <summary>Gets how often the operation runs before a pilot window, which finds how many runs fill a window and warms up the rest.</summary>
    /// <value>0 or more. The default is 1. Where the JIT makes code twice as fast only after the pilot, windows measured before are dropped.</value>
    public int WarmUpRuns { get; init; } = 1;

    /// <summary>Gets how long one window lasts at least; a shorter operation is repeated to fill it.</summary>
    /// <value>
    /// Above zero. The default is 500 ms: five updates of a sensor that has one every 100 ms, the slowest energy counter in use.
    /// </value>
    public TimeSpan WindowLength { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets how many windows are measured before the first decision.</summary>
    /// <value>From 2. The default is 5.</value>
    public int MinWindows { get; init; } = 5;

    /// <summary>Gets the most windows measured when the answer is not clear.</summary>
    /// <value>Not below <see cref="MinWindows"/>. The default is 60.</value>
    public int MaxWindows { get; init; } = 60;

    /// <summary>Gets how long the measurement goes on at most when the answer is not clear. A window that has begun is ended.</summary>
    /// <value>Above zero. The default is 30 s. It begins after the warm-up, and two windows are measured whatever they take.</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the confidence of the statistical part of the interval, over all looks at the growing data together.</summary>
    /// <value>Between 0.5 and 1, both excluded. The default is 0.95.</value>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Gets how much more than its baseline an operation may use.</summary>
    /// <value>A ratio from 0; the default 0.1 allows a tenth more.</value>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>Gets whether the energy above idle is judged instead of the whole. Idle is measured for <see cref="IdleTime"/> first.</summary>
    public bool AboveIdle { get; init; }

    /// <summary>Gets how long idle is measured when <see cref="AboveIdle"/> is asked for.</summary>
    /// <value>Above zero. The default is 2 s.</value>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the id of the only device to judge, such as <c>gpu0</c>.</summary>
    /// <value>Null judges all devices that count towards the total.</value>
    public string? Device { get; init; }

    /// <summary>Gets whether a total that lacks a part, such as a CPU without a sensor, may pass.</summary>
    /// <value>The default is false: what is missing could be over the budget. Too much already is a failure either way.</value>
    public bool AcceptPartial { get; init; }

    /// <summary>Gets what becomes of a test whose interval still holds the budget when time is up.</summary>
    /// <value>The default skips it with the reason where the test framework can.</value>
    public WhenUndecided Undecided { get; init; } = WhenUndecided.Skip;

    /// <summary>Gets what becomes of a test on a machine that shows no energy.</summary>
    /// <value>The default skips it with the reason where the test framework can.</value>
    public WhenUndecided NoSensor { get; init; } = WhenUndecided.Skip;

    /// <summary>Gets what becomes of a regression test that has no baseline for this kind of machine.</summary>
    /// <value>The default skips it with the reason where the test framework can; <see cref="WhenUndecided.Fail"/> suits machines that must have one.</value>
    public WhenUndecided NoBaseline { get; init; } = WhenUndecided.Skip;

    /// <summary>Gets the clock of windows, limits and sessions, for code that lives on a clock of its own.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what ends the measurement early, such as the token of the test. It is looked at between windows.</summary>
    /// <value>The default never does. Its <see cref="OperationCanceledException"/> is the test's own.</value>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets what else to set on the session: GPUs, sources of your own, draining of GPU work.</summary>
    public Action<MeterConfiguration>? Configure { get; init; }

    /// <summary>Gets the file of the baselines.</summary>
    /// <value>Null takes <c>energy-baselines.json</c> beside the source file of the test; a relative path starts there too.</value>
    public string? BaselineFile { get; init; }

    /// <summary>Gets whether baselines are written instead of checked.</summary>
    /// <value>The default is true when the environment says <c>AIMETER_UPDATE_BASELINES=1</c> (or <c>true</c>).</value>
    public bool UpdateBaseline { get; init; } = AskedToUpdate();

    internal void Validate()
    {
        Require(WarmUpRuns >= 0, nameof(WarmUpRuns), WarmUpRuns, "0 or more");
        Require(WindowLength > TimeSpan.Zero, nameof(WindowLength), WindowLength, "above zero");
        Require(MinWindows >= 2, nameof(MinWindows), MinWindows, "2 or more, since one window shows no spread");
        Require(MaxWindows >= MinWindows, nameof(MaxWindows), MaxWindows, "not below MinWindows");
        Require(TimeLimit > TimeSpan.Zero, nameof(TimeLimit), TimeLimit, "above zero");
        Require(Confidence is > 0.5 and < 1, nameof(Confidence), Confidence, "between 0.5 and 1, such as 0.95");
        Require(Tolerance >= 0 && double.IsFinite(Tolerance), nameof(Tolerance), Tolerance, "0 or more, such as 0.1 for a tenth");
        Require(IdleTime > TimeSpan.Zero, nameof(IdleTime), IdleTime, "above zero");
    }

    private static bool AskedToUpdate() => Environment.GetEnvironmentVariable("AIMETER_UPDATE_BASELINES") is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static void Require(bool holds, string option, object value, string wanted)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"EnergyTestOptions.{option} is {value}; it must be {wanted}."));
        }
    }
}

/// <summary>What becomes of an energy test that could not be decided.</summary>
public enum WhenUndecided
{
    /// <summary>
    /// Skipped, with the reason: in xunit v3, NUnit and MSTest. Where the framework cannot skip a running test it fails with an
    /// <see cref="EnergyInconclusiveException"/>.
    /// </summary>
    Skip,

    /// <summary>Fails with an <see cref="EnergyInconclusiveException"/>.</summary>
    Fail,

    /// <summary>Passes; the returned measurement says that it was not decided.</summary>
    Pass,
}
