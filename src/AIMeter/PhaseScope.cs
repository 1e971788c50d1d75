using AIMetering.Accounting;

namespace AIMetering;

/// <summary>A phase under way. Dispose it to end the phase, on any thread; ending it twice does nothing.</summary>
public sealed class PhaseScope : IDisposable
{
    private readonly MeterSession? _session;
    private readonly PhaseInstance? _run;
    private int _ended;

    internal PhaseScope(string name, string path, int depth, PhaseScope? parent, MeterSession? session, PhaseInstance? run) =>
        (Name, Path, Depth, Parent, _session, _run) = (name, path, depth, parent, session, run);

    /// <summary>Gets the name of the phase.</summary>
    public string Name { get; }

    /// <summary>Gets the names from the outermost phase to this one, joined by a slash.</summary>
    public string Path { get; }

    internal int Depth { get; }

    internal PhaseScope? Parent { get; }

    internal bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Counts what the phase made, so that the report gives the energy of each. Counts of the same unit add up.</summary>
    /// <param name="unit">What was made, such as <c>tokens</c>, <c>images</c> or <c>requests</c>.</param>
    /// <param name="amount">How many; finite and not negative.</param>
    /// <exception cref="ArgumentException">The unit is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not a number.</exception>
    public void Count(string unit, double amount = 1)
    {
        MeterSession.CheckCount(unit, amount);
        _session?.Recorder.Count(_run, unit, amount);
    }

    /// <summary>Ends the phase.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _session?.End(this, _run!);
        }
    }
}
