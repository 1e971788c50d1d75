using ScottPlot;

namespace AIMetering.Pictures;

/// <summary>A row of a bar chart: parts that add up, and the limits of their sum.</summary>
internal sealed record BarRow(string Name, IReadOnlyList<(string Part, double Value)> Parts, double? Low, double? High, string Label);

/// <summary>Draws rows of stacked bars with their limits.</summary>
internal static class Bars
{
    private const int HeightPerRow = 46;
    private const int HeightOfFrame = 95;
    private const double Thickness = 0.62;

    // Room for the label behind the longest bar: its letters, in a plot that gives so much to names and edges.
    private const double LetterWidth = 6.2;
    private const double Sides = 190;

    public static Panel Panel(IReadOnlyList<BarRow> rows, string quantity, string unit, PictureOptions options, Theme theme, string notice)
    {
        Plot plot = theme.NewPlot();
        double greatest = rows.Select(row => Math.Max(row.High ?? 0, row.Parts.Sum(part => part.Value))).DefaultIfEmpty().Max();
        (double divisor, string prefix) = Words.Scale(greatest);
        string[] parts = [.. rows.SelectMany(row => row.Parts).Select(part => part.Part).Distinct(StringComparer.Ordinal)];
        for (int index = 0; index < rows.Count; index++)
        {
            Row(plot, rows[index], rows.Count - 1 - index, divisor, parts, theme);
        }

        plot.XLabel($"{quantity} ({prefix}{unit})");
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(0, rows.Count).Select(index => (double)(rows.Count - 1 - index))], [.. rows.Select(row => row.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        double room = LetterWidth * (2 + rows.Select(row => row.Label.Length).DefaultIfEmpty().Max());
        double inner = Math.Max(options.Width - Sides, room * 1.5);
        plot.Axes.SetLimits(0, greatest > 0 ? greatest / divisor * inner / (inner - room) : 1, -0.6, Math.Max(1, rows.Count) - 0.4);
        plot.Grid.YAxisStyle.IsVisible = false;
        int legend = Legend(plot, parts, options.Width);
        if (rows.Count == 0 || greatest <= 0)
        {
            Notice.Add(plot, theme, notice);
        }

        return new Panel(plot, legend + HeightOfFrame + (HeightPerRow * Math.Max(2, rows.Count)));
    }

    private static void Row(Plot plot, BarRow row, double position, double divisor, string[] parts, Theme theme)
    {
        double sum = 0;
        foreach ((string part, double value) in row.Parts)
        {
            ScottPlot.Plottables.BarPlot bar = plot.Add.Bar(new Bar
            {
                Position = position,
                ValueBase = sum / divisor,
                Value = (sum + value) / divisor,
                Size = Thickness,
                Orientation = Orientation.Horizontal,
                FillColor = Theme.Hue(Array.IndexOf(parts, part)),
                LineWidth = 0,
            });
            bar.Horizontal = true;
            sum += value;
        }

        if (row.Low is { } low && row.High is { } high)
        {
            ScottPlot.Plottables.ErrorBar limits = new(
                [sum / divisor], [position], xErrorsNegative: [Math.Max(0, sum - low) / divisor], xErrorsPositive: [Math.Max(0, high - sum) / divisor], yErrorsNegative: null, yErrorsPositive: null)
            {
                LineWidth = 1.5f,
                CapSize = 6,
                Color = theme.Ink,
            };
            plot.Add.Plottable(limits);
        }

        ScottPlot.Plottables.Text label = plot.Add.Text(row.Label, Math.Max(row.High ?? 0, sum) / divisor, position);
        label.LabelStyle.ForeColor = theme.Ink;
        label.LabelStyle.Alignment = Alignment.MiddleLeft;
        label.LabelStyle.FontSize = 11;
        label.OffsetX = 8;
    }

    private static int Legend(Plot plot, string[] parts, int width)
    {
        if (parts.Length > 1)
        {
            plot.Legend.ManualItems.AddRange(parts.Select((part, index) => new LegendItem { LabelText = part, FillColor = Theme.Hue(index) }));
            return Lines.ShowLegend(plot, width);
        }

        return 0;
    }
}
