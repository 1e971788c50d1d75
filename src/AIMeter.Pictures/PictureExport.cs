namespace AIMetering.Pictures;

/// <summary>Draws reports.</summary>
public static class PictureExport
{
    /// <summary>Draws a report to a file.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; its ending, <c>.png</c> or <c>.svg</c>, is the format. An existing file is replaced, once the picture is whole.</param>
    /// <param name="kind">What to show.</param>
    /// <param name="options">How it looks; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The ending is another one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its limits.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePicture(this MeterReport report, string path, PictureKind kind = PictureKind.Power, PictureOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        PictureFormat format = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => PictureFormat.Png,
            ".SVG" => PictureFormat.Svg,
            _ => throw new ArgumentException($"SavePicture was given '{path}'; the name of a picture ends in .png or .svg.", nameof(path)),
        };
        using MemoryStream picture = new();
        report.WritePicture(picture, format, kind, options);
        File.WriteAllBytes(path, picture.ToArray());
    }

    /// <summary>Draws a report to a stream, for a notebook or a web page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stream">Takes the picture; it stays open.</param>
    /// <param name="format">The format.</param>
    /// <param name="kind">What to show.</param>
    /// <param name="options">How it looks; null takes the defaults.</param>
    /// <remarks>One report gives the same picture, to the byte, wherever the same fonts are installed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its limits, or the kind is not known.</exception>
    public static void WritePicture(this MeterReport report, Stream stream, PictureFormat format, PictureKind kind = PictureKind.Power, PictureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new PictureOptions();
        options.Validate();
        Theme theme = new(options.Dark);
        IReadOnlyList<Panel> panels = kind switch
        {
            PictureKind.Power => PowerPanels.Of(report, options, theme),
            PictureKind.Energy => [EnergyPanel.Of(report, options, theme)],
            PictureKind.Carbon => [CarbonPanel.Of(report, options, theme)],
            PictureKind.Compute or PictureKind.Memory or PictureKind.Communication or PictureKind.System or PictureKind.Series =>
                SeriesPanels.Of(report, kind, options, theme),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of picture is not known."),
        };
        try
        {
            panels[0].Plot.Title(Words.Title(report, kind, options.Title), size: 14);
            Easel.Draw(stream, format, panels, options, theme);
        }
        finally
        {
            foreach (Panel panel in panels)
            {
                panel.Plot.Dispose();
            }
        }
    }
}
