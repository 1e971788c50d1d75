using System.Globalization;

namespace AIMetering.Importing;

/// <summary>Finds what the Python AIMeter puts into wrong columns.</summary>
internal static class ColumnSwaps
{
    // Medians nearer than this factor do not tell the two domains apart.
    private const double LeastFactor = 3;

    /// <summary>
    /// The samples in which the powers of CPU and memory are swapped: each is nearer to the other's median than to its own. The order of the
    /// original's columns is that of a set, filled by threads as they finish, and the header is written once.
    /// </summary>
    public static HashSet<int> OfPower((double Cpu, double Memory)[] powers)
    {
        double cpu = Median(powers.Select(each => each.Cpu)), memory = Median(powers.Select(each => each.Memory));
        if (!(cpu > 0 && memory > 0) || Math.Max(cpu / memory, memory / cpu) < LeastFactor)
        {
            return [];
        }

        return
        [
            .. Enumerable.Range(0, powers.Length).Where(index =>
                powers[index] is { Cpu: > 0, Memory: > 0 } each
                && Distance(each.Cpu, memory) < Distance(each.Cpu, cpu) && Distance(each.Memory, cpu) < Distance(each.Memory, memory)),
        ];
    }

    /// <summary>
    /// The number in a GPU's name that was taken for its power: the original reads the first number of a line, and for a name such as
    /// "RTX 6000 Ada" that is in the name, so every metric of that GPU stands one column further. Null when all is well.
    /// </summary>
    public static double? NumberOfName(string name, IEnumerable<double> watts)
    {
        double[] known = [.. watts.Where(double.IsFinite)];
        foreach (string word in name.Split(' '))
        {
            if (known.Length > 0 && double.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out double number) && known.All(each => each == number))
            {
                return number;
            }
        }

        return null;
    }

    private static double Distance(double one, double other) => Math.Abs(Math.Log(one / other));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
