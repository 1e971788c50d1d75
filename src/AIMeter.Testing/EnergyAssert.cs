#pragma warning disable RS0026 // Overloads that the compiler refuses have no callers to break.
using System.Runtime.CompilerServices;
using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>Asserts on the energy of code in a unit test, whatever the test framework.</summary>
/// <remarks>
/// A measurement is a number of windows, each filled with runs of the code. The answer comes from an interval, the sensors' worst case
/// and the spread between windows together: within when all of it is, over when none of it is; otherwise more windows are measured, and
/// when time is up the test is inconclusive, which <see cref="EnergyTestOptions.Undecided"/> turns into a skip, a failure or a pass.
/// <para>
/// Energy sensors see the whole device. Assertions of one process wait for each other, but tests that run beside them are
/// counted too: put energy tests where nothing runs in parallel (xunit: a collection with <c>DisableParallelization</c>).
/// Where other processes keep CPUs busy, what is too much by their share of the CPU time alone is no failure but undecided.
/// </para>
/// </remarks>
public static class EnergyAssert
{
    private const string Asynchronous = "This code returns a task, and nobody would wait for it: ";

    /// <summary>Asserts that one run of the code uses at most so much energy.</summary>
    /// <param name="budget">The most one run may use; above zero.</param>
    /// <param name="code">The code.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <param name="what">The code as text; the compiler gives it.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="EnergyAssertException">It uses more, or could not be decided and was asked to fail then.</exception>
    /// <exception cref="ArgumentException">The budget or an option makes no sense.</exception>
    public static EnergyMeasurement AtMost(
        Energy budget, Action code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Finished(EnergyTest.BudgetAsync(budget, Work.Of(code), "run", options, what, nameof(AtMost), inline: true));
    }

    /// <summary>Refuses asynchronous code, which an <see cref="Action"/> would start and leave alone.</summary>
    /// <inheritdoc cref="AtMost(Energy, Action, EnergyTestOptions?, string?)"/>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(Asynchronous + "await EnergyAssert.AtMostAsync instead.", error: true)]
    public static EnergyMeasurement AtMost(Energy budget, Func<Task> code, EnergyTestOptions? options = null, string? what = null) =>
        throw new NotSupportedException(Asynchronous + "await EnergyAssert.AtMostAsync instead.");

    /// <summary>Asserts that one run of asynchronous code uses at most so much energy.</summary>
    /// <inheritdoc cref="AtMost(Energy, Action, EnergyTestOptions?, string?)"/>
    public static Task<EnergyMeasurement> AtMostAsync(
        Energy budget, Func<Task> code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EnergyTest.BudgetAsync(budget, Work.Of(code), "run", options, what, nameof(AtMostAsync)).AsTask();
    }

    /// <summary>Asserts that each unit the code makes, such as a token, uses at most so much energy.</summary>
    /// <param name="budget">The most one unit may use; above zero.</param>
    /// <param name="unit">The unit, such as <c>token</c>.</param>
    /// <param name="code">The code; it returns how many units it made, above zero.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <param name="what">The code as text; the compiler gives it.</param>
    /// <returns>What was measured, per unit.</returns>
    /// <exception cref="EnergyAssertException">They use more, or it could not be decided and was asked to fail then.</exception>
    /// <exception cref="ArgumentException">The budget, the unit or an option makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The code made no units.</exception>
    public static EnergyMeasurement AtMostPer(
        Energy budget, string unit, Func<double> code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        return Finished(EnergyTest.BudgetAsync(budget, Work.Of(code), unit, options, what, nameof(AtMostPer), inline: true));
    }

    /// <summary>Asserts that each unit that asynchronous code makes, such as a token, uses at most so much energy.</summary>
    /// <inheritdoc cref="AtMostPer(Energy, string, Func{double}, EnergyTestOptions?, string?)"/>
    public static Task<EnergyMeasurement> AtMostPerAsync(
        Energy budget, string unit, Func<Task<double>> code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        return EnergyTest.BudgetAsync(budget, Work.Of(code), unit, options, what, nameof(AtMostPerAsync)).AsTask();
    }

    /// <summary>Asserts that an energy that was measured, such as that of a report or of one of its phases, is at most so much.</summary>
    /// <param name="budget">The most it may be; above zero.</param>
    /// <param name="measured">The energy with its limits.</param>
    /// <param name="options">What to do when it is not decided; null takes the defaults.</param>
    /// <param name="what">The energy as text; the compiler gives it.</param>
    /// <exception cref="EnergyAssertException">It is more, or could not be decided and was asked to fail then.</exception>
    public static void MeasuredAtMost(
        Energy budget, EnergyResult measured, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(measured))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        EnergyTest.Budget(budget, measured, options, what);
    }

    /// <summary>Asserts that the code uses no more energy than its baseline in the repository allows.</summary>
    /// <param name="name">The name of the baseline, unique in its file.</param>
    /// <param name="code">The code.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <param name="what">The code as text; the compiler gives it.</param>
    /// <param name="caller">The test's source file; the compiler gives it.</param>
    /// <returns>What was measured.</returns>
    /// <remarks>
    /// Baselines hold for one kind of machine: processor, GPUs, sensors, runtime, debug build or not. Where the machine has none
    /// the test is undecided (<see cref="EnergyTestOptions.NoBaseline"/>). They are written when the environment says <c>AIMETER_UPDATE_BASELINES=1</c>, and then belong in the
    /// repository. Where no sensor measures energy, CPU time is compared in its stead, and the message says so.
    /// </remarks>
    /// <exception cref="EnergyAssertException">It uses more, or could not be decided and was asked to fail then.</exception>
    /// <exception cref="IOException">The file of the baselines cannot be read or written.</exception>
    public static EnergyMeasurement NoRegression(
        string name, Action code, EnergyTestOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? what = null, [CallerFilePath] string caller = "")
    {
        ArgumentNullException.ThrowIfNull(code);
        return Finished(EnergyTest.RegressionAsync(name, Work.Of(code), "run", options, what, caller, inline: true));
    }

    /// <summary>Refuses asynchronous code, which an <see cref="Action"/> would start and leave alone.</summary>
    /// <inheritdoc cref="NoRegression(string, Action, EnergyTestOptions?, string?, string)"/>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(Asynchronous + "await EnergyAssert.NoRegressionAsync instead.", error: true)]
    public static EnergyMeasurement NoRegression(string name, Func<Task> code, EnergyTestOptions? options = null, string? what = null, string caller = "") =>
        throw new NotSupportedException(Asynchronous + "await EnergyAssert.NoRegressionAsync instead.");

    /// <summary>Asserts that asynchronous code uses no more energy than its baseline in the repository allows.</summary>
    /// <inheritdoc cref="NoRegression(string, Action, EnergyTestOptions?, string?, string)"/>
    public static Task<EnergyMeasurement> NoRegressionAsync(
        string name, Func<Task> code, EnergyTestOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? what = null, [CallerFilePath] string caller = "")
    {
        ArgumentNullException.ThrowIfNull(code);
        return EnergyTest.RegressionAsync(name, Work.Of(code), "run", options, what, caller).AsTask();
    }

    /// <summary>Asserts that the units that the code makes use no more energy each than their baseline in the repository allows.</summary>
    /// <param name="name">The name of the baseline, unique in its file.</param>
    /// <param name="unit">The unit, such as <c>token</c>.</param>
    /// <param name="code">The code; it returns how many units it made, above zero.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <param name="what">The code as text; the compiler gives it.</param>
    /// <param name="caller">The test's source file; the compiler gives it.</param>
    /// <inheritdoc cref="NoRegression(string, Action, EnergyTestOptions?, string?, string)"/>
    public static EnergyMeasurement NoRegressionPer(
        string name, string unit, Func<double> code, EnergyTestOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? what = null, [CallerFilePath] string caller = "")
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        return Finished(EnergyTest.RegressionAsync(name, Work.Of(code), unit, options, what, caller, inline: true));
    }

    /// <summary>Asserts that the units that asynchronous code makes use no more energy each than their baseline in the repository allows.</summary>
    /// <inheritdoc cref="NoRegressionPer(string, string, Func{double}, EnergyTestOptions?, string?, string)"/>
    public static Task<EnergyMeasurement> NoRegressionPerAsync(
        string name, string unit, Func<Task<double>> code, EnergyTestOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? what = null, [CallerFilePath] string caller = "")
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        return EnergyTest.RegressionAsync(name, Work.Of(code), unit, options, what, caller).AsTask();
    }

    /// <summary>Measures the energy of one run for assertions of your own; asserts nothing.</summary>
    /// <param name="code">The code.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <param name="what">The code as text; the compiler gives it.</param>
    /// <returns>What was measured: until the spread is a quarter of <see cref="EnergyTestOptions.Tolerance"/> or time is up. Its energy is unknown where no sensor answers.</returns>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static EnergyMeasurement Measure(
        Action code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Finished(EnergyTest.MeasureAsync(Work.Of(code), "run", options, what, inline: true));
    }

    /// <summary>Refuses asynchronous code, which an <see cref="Action"/> would start and leave alone.</summary>
    /// <inheritdoc cref="Measure(Action, EnergyTestOptions?, string?)"/>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(Asynchronous + "await EnergyAssert.MeasureAsync instead.", error: true)]
    public static EnergyMeasurement Measure(Func<Task> code, EnergyTestOptions? options = null, string? what = null) =>
        throw new NotSupportedException(Asynchronous + "await EnergyAssert.MeasureAsync instead.");

    /// <summary>Measures the energy of one run of asynchronous code for assertions of your own; asserts nothing.</summary>
    /// <inheritdoc cref="Measure(Action, EnergyTestOptions?, string?)"/>
    public static Task<EnergyMeasurement> MeasureAsync(
        Func<Task> code, EnergyTestOptions? options = null, [CallerArgumentExpression(nameof(code))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EnergyTest.MeasureAsync(Work.Of(code), "run", options, what).AsTask();
    }

    // Nothing in a measurement of synchronous code awaits anything but the turn, so this blocks only for that.
    private static EnergyMeasurement Finished(ValueTask<EnergyMeasurement> measuring) => measuring.AsTask().GetAwaiter().GetResult();
}
