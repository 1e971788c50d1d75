using System.Runtime.CompilerServices;
using AIMetering.Readings;

namespace AIMetering.Analysis.Correlation;

/// <summary>Brings the samples of one series, each at its own time, onto the common cells. What is not known stays NaN.</summary>
internal static class GridAligner
{
    // As in the core: a gap is longer than three typical distances.
    private const double GapDistances = 3;

    /// <summary>The value of a series in each cell: the mean of a gauge, the rate of a counter, the power of an energy counter.</summary>
    public static double[] Align(SeriesReport series, TimeGrid grid, TimeSpan? maxAge)
    {
        double age = maxAge?.TotalSeconds ?? (GapDistances * SamplePairs.TypicalDistance(series.ElapsedSeconds.Span));
        double[] cells = new double[grid.Count];
        Array.Fill(cells, double.NaN);
        int count = Math.Min(series.ElapsedSeconds.Length, series.Values.Length);
        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span[..count], values = series.Values.Span[..count];
        if (series.Channel.Kind is ChannelKind.Counter or ChannelKind.EnergyCounter)
        {
            Rates(seconds, values, grid, age, cells);
        }
        else
        {
            Means(seconds, values, grid, age, cells);
        }

        return cells;
    }

    // The mean of the samples in a cell; in a cell without any, the last value if it is not too old at the cell's middle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Means(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, TimeGrid grid, double age, double[] cells)
    {
        double lastTime = double.NegativeInfinity, lastValue = double.NaN, perStep = 1 / grid.Step;
        int next = 0;
        foreach (Stretch stretch in grid.Stretches)
        {
            double end = stretch.From + (stretch.Cells * grid.Step), sum = 0;
            int at = 0, held = 0, cell = -1;
            for (; next < seconds.Length && !(seconds[next] >= end); next++)
            {
                double time = seconds[next], value = values[next];
                if (!double.IsFinite(value) || !(time >= lastTime))
                {
                    continue;
                }

                if (time >= stretch.From)
                {
                    int place = Math.Min((int)((time - stretch.From) * perStep), stretch.Cells - 1);
                    if (place != cell)
                    {
                        Close(cells, stretch.First + cell, sum, held);
                        at = Hold(cells, stretch, grid.Step, Math.Max(at, cell + 1), place, lastTime, lastValue, age);
                        (cell, sum, held) = (place, 0, 0);
                    }

                    sum += value;
                    held++;
                }

                (lastTime, lastValue) = (time, value);
            }

            Close(cells, stretch.First + cell, sum, held);
            Hold(cells, stretch, grid.Step, Math.Max(at, cell + 1), stretch.Cells, lastTime, lastValue, age);
        }
    }

    private static void Close(double[] cells, int cell, double sum, int held)
    {
        if (held > 0)
        {
            double mean = sum / held;
            cells[cell] = double.IsFinite(mean) ? mean : double.NaN;
        }
    }

    private static int Hold(double[] cells, Stretch stretch, double step, int from, int to, double lastTime, double lastValue, double age)
    {
        for (int cell = from; cell < to && stretch.From + ((cell + 0.5) * step) - lastTime <= age; cell++)
        {
            cells[stretch.First + cell] = lastValue;
        }

        return to;
    }

    // The growth between the borders of a cell, each read off the line between the two reads around it, over the cell's length.
    private static void Rates(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, TimeGrid grid, double age, double[] cells)
    {
        BorderReader reader = new(seconds, values, age);
        foreach (Stretch stretch in grid.Stretches)
        {
            (double before, int frameBefore) = reader.At(stretch.From);
            for (int cell = 0; cell < stretch.Cells; cell++)
            {
                (double after, int frameAfter) = reader.At(stretch.From + ((cell + 1) * grid.Step));
                double rate = (after - before) / grid.Step;
                cells[stretch.First + cell] = rate >= 0 && frameBefore == frameAfter && double.IsFinite(rate) ? rate : double.NaN;
                (before, frameBefore) = (after, frameAfter);
            }
        }
    }

    /// <summary>Reads a counter at moments that grow.</summary>
    private ref struct BorderReader(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, double age)
    {
        private readonly ReadOnlySpan<double> _seconds = seconds;
        private readonly ReadOnlySpan<double> _values = values;
        private double _time = double.NaN, _value = double.NaN, _timeAfter = double.NaN, _valueAfter = double.NaN;
        private int _next, _frame;

        /// <summary>The counter at a moment, NaN where no reads lie around it, and how often it had fallen back by then.</summary>
        public (double Value, int Frame) At(double moment)
        {
            while (!(_timeAfter >= moment) && _next < _seconds.Length)
            {
                (double time, double value) = (_seconds[_next], _values[_next]);
                _next++;
                if (!double.IsFinite(value) || !double.IsFinite(time) || time <= _timeAfter)
                {
                    continue;
                }

                _frame += value < _valueAfter ? 1 : 0;
                (_time, _value, _timeAfter, _valueAfter) = (_timeAfter, _valueAfter, time, value);
            }

            if (_timeAfter == moment)
            {
                return (_valueAfter, _frame);
            }

            double length = _timeAfter - _time;
            bool known = _time <= moment && moment <= _timeAfter && length <= age && _valueAfter >= _value;
            return (known ? _value + ((moment - _time) / length * (_valueAfter - _value)) : double.NaN, _frame);
        }
    }
}
