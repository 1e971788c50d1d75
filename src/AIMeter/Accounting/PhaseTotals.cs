using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>All runs of one phase, summed as they settle.</summary>
/// <param name="name">Its name.</param>
/// <param name="path">Its path.</param>
/// <param name="depth">How many phases contain it.</param>
/// <param name="tracks">The tracks of the session.</param>
/// <param name="origin">The session's start: the times of runs are told from there.</param>
internal sealed class PhaseTotals(string name, string path, int depth, IReadOnlyList<IEnergyTrack> tracks, double origin)
{
    /// <summary>Runs beyond this number are counted and summed, but not listed one by one.</summary>
    public const int MostRunsListed = 10_000;

    private readonly TrackSum[] _sums = new TrackSum[tracks.Count];
    private readonly TimeSpan _origin = TimeSpan.FromSeconds(origin);
    private readonly Dictionary<string, double> _counts = [];
    private RunningStatistics _durations = new();
    private RunningStatistics _energies = new();
    private (TimeSpan Start, TimeSpan End)[] _runs = [];
    private int _listed;

    public string Name { get; } = name;

    public string Path { get; } = path;

    public int Depth { get; } = depth;

    public double FirstStart { get; private set; } = double.NaN;

    public double Seconds { get; private set; }

    public double DrainSeconds { get; private set; }

    public int Unfinished { get; private set; }

    public RunningStatistics Durations => _durations;

    /// <summary>Gets the statistics of the energy of single runs, of the devices in the total.</summary>
    public RunningStatistics Energies => _energies;

    public IReadOnlyDictionary<string, double> Counts => _counts;

    /// <summary>Gets the runs since the session's start. What was given out stays as it is: later runs are added behind it.</summary>
    public ArraySegment<(TimeSpan Start, TimeSpan End)> Runs => new(_runs, 0, _listed);

    public void Started(double seconds) => FirstStart = double.IsNaN(FirstStart) ? seconds : FirstStart;

    public void Add(PhaseInstance run, bool finished)
    {
        double seconds = run.End!.Seconds - run.Begin.Seconds;
        Seconds += seconds;
        DrainSeconds += run.DrainSeconds;
        Unfinished += finished ? 0 : 1;
        _durations.Add(seconds);
        List(run);
        foreach ((string unit, double amount) in run.Counts ?? new Dictionary<string, double>())
        {
            _counts[unit] = _counts.GetValueOrDefault(unit) + amount;
        }

        AddEnergies(run);
    }

    /// <summary>The energy of one track over all runs; the limits add up in the worst case.</summary>
    public EnergyResult Energy(int track)
    {
        TrackSum sum = _sums[track];
        IEnergyTrack of = tracks[track];
        return sum.Known == 0
            ? EnergyResult.Unknown("the sensor gave no value in this phase", of.Source)
            : EnergyResult.Known(
                AIMetering.Energy.FromJoules(sum.Joules), AIMetering.Energy.FromJoules(sum.Low), AIMetering.Energy.FromJoules(sum.High),
                of.Method, of.Source, sum.Caveats | (sum.Unknown > 0 ? EnergyCaveats.Partial : EnergyCaveats.None),
                sum.Unknown > 0 ? [$"{of.Channel.Device.Id}: {sum.Unknown} runs in which the sensor gave no value"] : []);
    }

    /// <summary>In how many runs the energy of a track is known.</summary>
    public int Known(int track) => _sums[track].Known;

    private void List(PhaseInstance run)
    {
        if (_listed == MostRunsListed)
        {
            return;
        }

        if (_listed == _runs.Length)
        {
            Array.Resize(ref _runs, Math.Clamp(2 * _listed, 4, MostRunsListed));
        }

        _runs[_listed++] = (TimeSpan.FromSeconds(run.Begin.Seconds) - _origin, TimeSpan.FromSeconds(run.End!.Seconds) - _origin);
    }

    private void AddEnergies(PhaseInstance run)
    {
        double total = 0;
        for (int track = 0; track < _sums.Length; track++)
        {
            EnergyResult energy = tracks[track].Window(run.Begin[track], run.End![track]);
            _sums[track].Add(energy);
            total += tracks[track].Channel.Device.InTotal ? energy.Energy?.Joules ?? double.NaN : 0;
        }

        if (double.IsFinite(total))
        {
            _energies.Add(total);
        }
    }

    private struct TrackSum
    {
        public double Joules, Low, High;
        public int Known, Unknown;
        public EnergyCaveats Caveats;

        public void Add(EnergyResult energy)
        {
            Caveats |= energy.Caveats;
            if (energy.Energy is not { } known)
            {
                Unknown++;
                return;
            }

            Known++;
            Joules += known.Joules;
            Low += energy.Low!.Value.Joules;
            High += energy.High!.Value.Joules;
        }
    }
}
