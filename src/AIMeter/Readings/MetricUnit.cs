namespace AIMetering.Readings;

/// <summary>The unit of a series: its symbol for people and its suffix for column names.</summary>
/// <param name="Symbol">The symbol as printed, such as <c>W</c>; empty for a bare number.</param>
/// <param name="ColumnSuffix">The suffix in column names, lower case ASCII, such as <c>watts</c>; empty for a bare number.</param>
public readonly record struct MetricUnit(string Symbol, string ColumnSuffix)
{
    /// <summary>Joules.</summary>
    public static readonly MetricUnit Joules = new("J", "joules");

    /// <summary>Watts.</summary>
    public static readonly MetricUnit Watts = new("W", "watts");

    /// <summary>Percent, 0 to 100.</summary>
    public static readonly MetricUnit Percent = new("%", "percent");

    /// <summary>Bytes.</summary>
    public static readonly MetricUnit Bytes = new("B", "bytes");

    /// <summary>Bytes per second.</summary>
    public static readonly MetricUnit BytesPerSecond = new("B/s", "bytes_per_second");

    /// <summary>Degrees Celsius.</summary>
    public static readonly MetricUnit Celsius = new("°C", "celsius");

    /// <summary>Megahertz (10^6 per second).</summary>
    public static readonly MetricUnit Megahertz = new("MHz", "megahertz");

    /// <summary>Seconds.</summary>
    public static readonly MetricUnit Seconds = new("s", "seconds");

    /// <summary>A count of things or events.</summary>
    public static readonly MetricUnit Count = new("", "count");

    /// <summary>A bare number.</summary>
    public static readonly MetricUnit None = new("", "");

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
