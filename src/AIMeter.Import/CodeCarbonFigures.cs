using System.Globalization;

namespace AIMetering.Importing;

/// <summary>The figures of one row of CodeCarbon, with what is doubtful about them.</summary>
internal sealed class CodeCarbonFigures(CodeCarbonTable table)
{
    // Beyond any processor or GPU known, as in the accounting of the core.
    private const double MostWatts = 2000;

    // Parts that differ by more from their sum are not a matter of rounding.
    private const double SumTolerance = 0.01;

    private readonly List<string> _notes = [];

    public CodeCarbonRun ToRun(CodeCarbonRun run)
    {
        double seconds = run.Duration.TotalSeconds;
        double gpus = Math.Max(1, table.Number("gpu_count") ?? 1);
        bool hasGpu = run.GpuModel is not null || table.Number("gpu_count") > 0;
        Energy? cpu = Part("cpu_energy", seconds, MostWatts, mayBeZero: false);
        Energy? gpu = Part("gpu_energy", seconds, MostWatts * gpus, mayBeZero: !hasGpu);
        Energy? ram = Part("ram_energy", seconds, MostWatts, mayBeZero: true);
        Energy? total = Part("energy_consumed", seconds, MostWatts * (2 + gpus), mayBeZero: false);
        CheckSum(total, cpu, gpu, ram);
        if (ram is not null)
        {
            _notes.Add("ram_energy is a model by the size or number of memory modules, not a measurement.");
        }

        double? kilograms = table.Number("emissions");
        if (kilograms < 0)
        {
            _notes.Add("emissions is negative, which cannot be; it is shown as unknown.");
        }

        return run with
        {
            CpuEnergy = cpu,
            GpuEnergy = gpu,
            RamEnergy = ram,
            Energy = total,
            Emissions = kilograms >= 0 ? CarbonMass.FromKilograms(kilograms.Value) : null,
            Notes = [$"Bound: {CodeCarbonRun.Bound}.", .. _notes],
        };
    }

    private Energy? Part(string column, double seconds, double mostWatts, bool mayBeZero)
    {
        if (table.Number(column) is not { } kilowattHours)
        {
            return null;
        }

        Energy energy = Energy.FromKilowattHours(kilowattHours);
        string? doubt =
            energy.Joules < 0 ? "is negative, as after a counter that was reset"
            : energy.Joules == 0 && !mayBeZero && seconds > 0 ? "is 0, which CodeCarbon also writes when a sensor cannot be read"
            : seconds > 0 && energy.Joules / seconds > mostWatts ? string.Create(CultureInfo.InvariantCulture, $"implies {energy.Joules / seconds:G4} W, which no such device draws")
            : null;
        if (doubt is null)
        {
            return energy;
        }

        _notes.Add($"{column} {doubt}; it is shown as unknown.");
        return null;
    }

    private void CheckSum(Energy? total, params ReadOnlySpan<Energy?> parts)
    {
        double sum = 0;
        foreach (Energy? part in parts)
        {
            sum += part?.Joules ?? 0;
        }

        if (total is { } known && Math.Abs(known.Joules - sum) > SumTolerance * known.Joules)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"energy_consumed is {known.KilowattHours:G6} kWh and its known parts add up to {sum / Energy.JoulesPerKilowattHour:G6} kWh."));
        }
    }
}
