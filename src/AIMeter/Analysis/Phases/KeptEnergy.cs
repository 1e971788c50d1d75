using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Analysis.Phases;

/// <summary>The energy between moments that were not marked while measuring, from the samples a report kept.</summary>
internal sealed class KeptEnergy
{
    private const EnergyCaveats Misplaced = EnergyCaveats.CounterReset | EnergyCaveats.ImpossibleDelta | EnergyCaveats.Suspended;

    private readonly MeterReport _report;
    private readonly double[] _edges;
    private readonly (DeviceReport Device, EdgeValue[]? Values, KeptSeries? Series)[] _devices;

    /// <param name="report">The report.</param>
    /// <param name="edges">The moments, in seconds since the session's start, growing; a window lies between two neighbours.</param>
    public KeptEnergy(MeterReport report, double[] edges)
    {
        (_report, _edges) = (report, edges);
        _devices = [.. report.Devices.Select(Read)];
    }

    public IReadOnlyList<(Device Device, EnergyResult Energy)> Devices(int window) =>
        [.. _devices.Select(each => (each.Device.Device, Between(each, window)))];

    public EnergyResult Total(int window) => EnergyResult.Sum(
        [.. _devices.Where(each => each.Device.Device.InTotal).Select(each => (each.Device.Device.Id, Between(each, window))), .. Absent()]);

    private (DeviceReport, EdgeValue[]?, KeptSeries?) Read(DeviceReport device)
    {
        SeriesReport? series = _report.Series.FirstOrDefault(
            series => series.Channel.AccountsEnergy && series.Channel.Device.Id == device.Device.Id && series.Channel.Sensor is not null);
        if (series is null || SamplePairs.Of(series) is not { Values.Length: > 0 } samples)
        {
            return (device, null, null);
        }

        KeptSeries kept = new(_report, device, series, samples.Seconds, samples.Values);
        return (device, kept.At(_edges), kept);
    }

    private static EnergyResult Between((DeviceReport Device, EdgeValue[]? Values, KeptSeries? Series) each, int window)
    {
        if (each.Series is null)
        {
            return EnergyResult.Unknown(each.Device.Energy.Reason ?? "the report keeps no samples of its energy", each.Device.Source, each.Device.Energy.Caveats);
        }

        return Doubted(each.Series.Between(each.Values![window], each.Values[window + 1]), each.Device.Energy);
    }

    // The samples do not tell when a counter was reset or the machine slept, so every window may hold all that is open about it.
    private static EnergyResult Doubted(EnergyResult window, EnergyResult run)
    {
        EnergyCaveats caveats = run.Caveats & Misplaced;
        if (caveats == 0 || window.Energy is not { } energy || run.Energy is not { } whole)
        {
            return window.With(caveats);
        }

        Energy low = window.Low!.Value - (whole - run.Low!.Value), high = window.High!.Value + (run.High!.Value - whole);
        return EnergyResult.Known(
            energy, low < Energy.Zero ? Energy.Zero : low, high, window.Method!.Value, window.Source, window.Caveats | caveats, window.Missing);
    }

    // What the total of the run lacks, the window lacks too; devices speak for themselves.
    private IEnumerable<(string Name, EnergyResult Result)> Absent()
    {
        foreach (string part in _report.Energy.Missing)
        {
            string[] words = part.Split(": ", 2);
            if (!_report.Devices.Any(device => device.Device.Id == words[0]))
            {
                yield return (words[0], EnergyResult.Unknown(words.Length > 1 ? words[1] : "it was not measured"));
            }
        }
    }
}
