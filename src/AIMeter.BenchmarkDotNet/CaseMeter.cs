using System.Globalization;

namespace AIMetering.Diagnosers;

/// <summary>The session of one benchmark: the window from the first actual iteration to the last, and each iteration in it.</summary>
internal sealed class CaseMeter : IDisposable
{
    private const string WindowName = "actual run";

    private readonly Lock _gate = new();
    private readonly MeterSession _session;
    private PhaseScope? _window, _iteration;
    private EngineListener? _listener;
    private int _ended;

    private CaseMeter(MeterSession session) => _session = session;

    /// <summary>Gets whether the iterations are known exactly; otherwise each holds what came between it and the one before.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Gets the report; null until the window was closed.</summary>
    public MeterReport? Report { get; private set; }

    public PhaseReport Window => Report!.Phases.First(phase => phase.Name == WindowName);

    /// <summary>Gets the iterations that ended, in their order.</summary>
    public IEnumerable<PhaseReport> Iterations => Enumerable.Range(1, _ended)
        .Select(number => Report!.Phases.First(phase => phase.Name == NameOf(number)));

    /// <summary>Starts early, so that the rhythm of the sensors is known when it matters.</summary>
    public static CaseMeter Start(EnergyDiagnoserOptions options, string name)
    {
        MeterSession session = options.ConfigurationOf(name).Start();
        if (options.AboveIdle)
        {
            session.MeasureIdle(options.IdleTime);
        }

        return new(session);
    }

    public void Open(bool inProcess)
    {
        lock (_gate)
        {
            IsExact = inProcess;
            _window = _session.Phase(WindowName);
            _listener = inProcess ? new EngineListener(Begin, End) : null;
            _iteration = inProcess ? null : _session.Phase(NameOf(1));
        }
    }

    /// <summary>An iteration in another process is over, and the next is about to begin.</summary>
    public void Lap()
    {
        lock (_gate)
        {
            if (IsExact || _iteration is null)
            {
                return;
            }

            _iteration.Dispose();
            _iteration = _session.Phase(NameOf(++_ended + 1));
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _iteration?.Dispose(); // what came after the last iteration: it is never asked for
            _iteration = null;
            _window?.Dispose();
            _listener?.Dispose();
            Report = _window is null ? null : _session.Stop();
        }
    }

    /// <summary>Ends a session whose benchmark did not come to its end, too.</summary>
    public void Dispose()
    {
        _listener?.Dispose();
        _session.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
        {
            _iteration = _session.Phase(NameOf(_ended + 1));
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _iteration?.Dispose();
            _ended += _iteration is null ? 0 : 1;
            _iteration = null;
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"iteration {number}");
}
