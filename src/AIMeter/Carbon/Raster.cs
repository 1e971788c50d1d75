using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>A map of codes on a regular grid, kept as the run-length text it is embedded in; one row is decoded per
/// question.</summary>
internal sealed class Raster(string resource, double step)
{
    private readonly Lazy<Dictionary<int, string>> _rows = new(() => Table.Read(resource).Rows
        .ToDictionary(row => row.Whole("row")!.Value, row => row.Required("runs")));

    private readonly int _width = (int)Math.Round(360 / step);

    public static Raster Countries { get; } = new("country_grid_0p25.csv", 0.25);

    public static Raster Subdivisions { get; } = new("admin1_grid_0p1.csv", 0.1);

    /// <summary>The code of the cell a point lies in, else of the nearest cell within some rings that fits; null when none
    /// does.</summary>
    public string? Nearest(double latitude, double longitude, int rings, Func<string, bool> fits)
    {
        int row = (int)Math.Clamp((90 - latitude) / step, 0, (180 / step) - 1);
        int column = (int)((longitude + 180) / step);
        string? best = null;
        double bestDistance = double.MaxValue;
        for (int dy = -rings; dy <= rings; dy++)
        {
            for (int dx = -rings; dx <= rings; dx++)
            {
                string? code = At(row + dy, column + dx);
                double distance = dx == 0 && dy == 0 ? 0 : Distance(latitude, longitude, row + dy, column + dx);
                if (code is not null && distance < bestDistance && fits(code))
                {
                    (best, bestDistance) = (code, distance);
                }
            }
        }

        return best;
    }

    /// <summary>The code of one cell, wrapped around the date line; null for no land.</summary>
    internal string? At(int row, int column)
    {
        if (!_rows.Value.TryGetValue(row, out string? runs))
        {
            return null;
        }

        int left = ((column % _width) + _width) % _width;
        foreach (Range range in runs.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> run = runs.AsSpan(range);
            int digits = run.LastIndexOfAnyExceptInRange('0', '9') + 1;
            left -= int.Parse(run[digits..], NumberStyles.None, CultureInfo.InvariantCulture);
            if (left < 0)
            {
                return run[0] == '-' ? null : run[..digits].TrimEnd(':').ToString();
            }
        }

        return null;
    }

    /// <summary>Degrees from a point to the centre of a cell, longitude scaled by the cosine of the latitude.</summary>
    private double Distance(double latitude, double longitude, int row, int column)
    {
        double north = 90 - ((row + 0.5) * step) - latitude;
        double east = (-180 + ((column + 0.5) * step) - longitude) * Math.Cos(latitude * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }
}
