using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace AIMetering.Diagnosers;

/// <summary>Measures the energy of the actual workload iterations of each benchmark, in the host process.</summary>
/// <remarks>
/// Add it by <see cref="EnergyDiagnoserAttribute"/> or <see cref="EnergyDiagnoserConfig.AddEnergyDiagnoser"/>, which bring its columns
/// along. It measures the very run that is timed: the sensors are read ten times a second outside of the benchmark's thread.
/// </remarks>
public sealed class EnergyDiagnoser : IDiagnoser
{
    private readonly EnergyDiagnoserOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<BenchmarkCase, BenchmarkEnergy> _results = [];
    private readonly List<BenchmarkCase> _untold = [];
    private BenchmarkCase? _case;
    private CaseMeter? _meter;
    private string? _failure;

    /// <summary>Makes a diagnoser.</summary>
    /// <param name="options">What to measure and how; null takes the defaults. What cannot be done is told by BenchmarkDotNet's validation.</param>
    public EnergyDiagnoser(EnergyDiagnoserOptions? options = null) => _options = options ?? new();

    /// <inheritdoc/>
    public IEnumerable<string> Ids => [nameof(EnergyDiagnoser)];

    /// <inheritdoc/>
    public IEnumerable<IExporter> Exporters => [];

    /// <inheritdoc/>
    public IEnumerable<IAnalyser> Analysers => [new EnergyAnalyser(this)];

    /// <summary>Tells what was found of a benchmark.</summary>
    /// <returns>The energy, or why it is not known; null when the benchmark was not run to its end with this diagnoser.</returns>
    public BenchmarkEnergy? Find(BenchmarkCase benchmarkCase)
    {
        lock (_gate)
        {
            return _results.GetValueOrDefault(benchmarkCase);
        }
    }

    /// <inheritdoc/>
    public RunMode GetRunMode(BenchmarkCase benchmarkCase) => RunMode.NoOverhead;

    /// <inheritdoc/>
    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        lock (_gate)
        {
            try
            {
                Follow(signal, parameters);
            }
            catch (Exception error) // a meter that fails leaves the benchmark alone: the column says NA, the log why
            {
                _failure = $"the meter failed: {error.Message}";
                End();
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> ProcessResults(DiagnoserResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        lock (_gate)
        {
            BenchmarkEnergy energy = Account(results);
            _results[results.BenchmarkCase] = energy;
            _untold.Add(results.BenchmarkCase);
            return EnergyMetrics.Of(energy, EnergyColumnProvider.IsIn(results.BenchmarkCase.Config));
        }
    }

    /// <inheritdoc/>
    public void DisplayResults(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        lock (_gate)
        {
            foreach (BenchmarkCase benchmark in _untold)
            {
                logger.WriteLineInfo(Words.Told(benchmark.DisplayInfo, _results[benchmark]));
            }

            foreach (string remark in Words.Remarks([.. _untold.Select(benchmark => _results[benchmark])]))
            {
                logger.WriteLineHint(remark);
            }

            _untold.Clear();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters)
    {
        ArgumentNullException.ThrowIfNull(validationParameters);
        foreach (string fault in _options.Faults())
        {
            yield return new ValidationError(isCritical: true, $"{nameof(EnergyDiagnoser)}: {fault}");
        }

        if (!EnergyColumnProvider.IsIn(validationParameters.Config))
        {
            yield return new ValidationError(isCritical: false,
                $"{nameof(EnergyDiagnoser)} was added by AddDiagnoser, without its columns for methods and advice and without the spread of iterations in another process. Use AddEnergyDiagnoser or [EnergyDiagnoser].");
        }
    }

    /// <summary>The benchmark said that an actual workload iteration is over. Comes on the thread that also brings the signals.</summary>
    internal void IterationLine()
    {
        lock (_gate)
        {
            _meter?.Lap();
        }
    }

    private void Follow(HostSignal signal, DiagnoserActionParameters parameters)
    {
        switch (signal)
        {
            case HostSignal.BeforeProcessStart:
            case HostSignal.BeforeAnythingElse:
                Begin(parameters.BenchmarkCase);
                break;
            case HostSignal.BeforeActualRun:
                Begin(parameters.BenchmarkCase);
                _meter?.Open(inProcess: parameters.Process.Id == Environment.ProcessId);
                break;
            case HostSignal.AfterActualRun:
                _meter?.Close();
                break;
            case HostSignal.AfterAll or HostSignal.AfterProcessExit when _meter is { Report: null }: // the benchmark failed
                End();
                break;
        }
    }

    private void Begin(BenchmarkCase benchmark)
    {
        if (ReferenceEquals(_case, benchmark))
        {
            return;
        }

        End();
        (_case, _failure) = (benchmark, null);
        _meter = CaseMeter.Start(_options, benchmark.DisplayInfo);
    }

    private void End()
    {
        _meter?.Dispose();
        _meter = null;
    }

    private BenchmarkEnergy Account(DiagnoserResults results)
    {
        try
        {
            return ReferenceEquals(_case, results.BenchmarkCase) && _meter is { Report: not null } meter
                ? new Accountant(meter, _options, results.Measurements, BatchSize.Of(results.BenchmarkCase)).Account()
                : BenchmarkEnergy.Unknown(_failure ?? "the benchmark did not tell when its actual iterations ran");
        }
        catch (Exception error) // as in Handle
        {
            return BenchmarkEnergy.Unknown($"the figures could not be made: {error.Message}");
        }
        finally
        {
            End();
            _case = null;
        }
    }
}
