using AIMetering.Reports.Text;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>Writes the report for people: aligned tables in at most 100 columns, every figure with unit, bound, method and source.</summary>
    /// <param name="options">Width, ASCII and how many series; null takes the defaults.</param>
    /// <returns>Lines that end in a line feed each, the same in every culture.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <remarks>
    /// A value is rounded to two digits of its bound, and the bound is rounded up, so that the printed limits still enclose the
    /// truth. Control characters in names are replaced: a report cannot speak to the terminal.
    /// </remarks>
    public string ToText(ReportTextOptions? options = null)
    {
        TextPage page = new(options ?? new());
        page.Options.Validate();
        SummarySections.Title(page, this);
        SummarySections.Energy(page, this);
        DeviceSection.Write(page, this);
        SummarySections.Process(page, this);
        PhaseSection.Phases(page, this);
        PhaseSection.Units(page, this);
        SeriesSection.Write(page, this);
        TrustSections.Sources(page, this);
        TrustSections.Quality(page, this);
        TrustSections.Overhead(page, this);
        TrustSections.Machine(page, this);
        TrustSections.Notes(page, this);
        return page.ToString();
    }

    /// <summary>The report for people, as <see cref="ToText"/> writes it by default.</summary>
    public override string ToString() => ToText();
}
