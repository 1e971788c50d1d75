using System.Text.Json;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>Which series goes where: the columns of the samples, and the device of each row.</summary>
internal sealed class SampleLayout
{
    public const string Time = "time", Elapsed = "elapsed_ns", DeviceColumn = "device";

    /// <summary>Columns that no metric may be called; the readers make the last two of the folders' names.</summary>
    public static readonly string[] OwnColumns = [Time, Elapsed, DeviceColumn, "host", "run"];

    private const int MostChannels = 1 << 24;

    private static readonly Route[] Nowhere = new Route[1];

    private Route[] _routes = [];

    public SampleLayout(RunManifest manifest)
    {
        Manifest = manifest;
        RunChannel[] sampled = [.. manifest.Channels.Where(channel => channel.Column is not null)];
        Devices = [.. sampled.Select(channel => channel.Device).Distinct(StringComparer.Ordinal)];
        Columns = [.. sampled.GroupBy(channel => channel.Column!, StringComparer.Ordinal).Select(group => new SampleColumn(group.Key, [.. group]))];
        foreach (RunChannel channel in manifest.Channels)
        {
            Add(channel);
        }
    }

    public RunManifest Manifest { get; }

    public string[] Devices { get; }

    public SampleColumn[] Columns { get; }

    /// <summary>Gets the metadata of a file: the run, and what each column is.</summary>
    public Dictionary<string, string> Metadata(string columns) => new()
    {
        ["aimeter.schema_version"] = FormattableString.Invariant($"{RunManifest.Newest}"),
        ["aimeter.run_id"] = Manifest.RunId,
        ["aimeter.name"] = Manifest.Name,
        ["aimeter.host"] = Manifest.Host,
        ["aimeter.started_at"] = Manifest.StartedAt.UtcDateTime.ToString("O"),
        ["aimeter.columns"] = columns,
    };

    /// <summary>The columns of the samples as JSON: <c>{"power_watts": {"unit": "W", ...}}</c>.</summary>
    public string ColumnsAsJson()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach (SampleColumn column in Columns)
            {
                json.WriteStartObject(column.Field.Name);
                foreach ((string key, string value) in column.Metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Adds a series that began after the run did.</summary>
    public void Add(RunChannel channel)
    {
        if (channel.Index is < 0 or >= MostChannels)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The series '{channel.Series}' has the number {channel.Index}, which no series has."));
        }

        if (channel.Index >= _routes.Length)
        {
            Array.Resize(ref _routes, Math.Max(2 * _routes.Length, channel.Index + 1));
        }

        _routes[channel.Index] = new(
            Array.IndexOf(Devices, channel.Device), Array.FindIndex(Columns, column => column.Field.Name == channel.Column), channel.AccountsEnergy, channel);
    }

    /// <summary>Where a series goes; <see cref="Route.IsKnown"/> is false for one that was never described.</summary>
    public ref readonly Route Find(long channel) => ref channel >= 0 && channel < _routes.Length ? ref _routes[channel] : ref Nowhere[0];

    public readonly record struct Route(int Device, int Column, bool AccountsEnergy, RunChannel Channel)
    {
        public bool IsKnown => Channel is not null;

        public bool IsSample => Column >= 0;
    }
}

/// <summary>A column of the samples: one metric in one unit, of every device that has it.</summary>
internal sealed class SampleColumn(string name, RunChannel[] channels)
{
    public DataField Field { get; } = new(name, typeof(double), isNullable: true);

    /// <summary>Gets what the column is, for the metadata of its first chunk and of the file.</summary>
    public Dictionary<string, string> Metadata { get; } = new()
    {
        ["metric"] = channels[0].Metric,
        ["unit"] = channels[0].Unit,
        ["unit_name"] = channels[0].UnitSuffix,
        ["kind"] = channels[0].Kind,
        ["source"] = string.Join('+', channels.Select(channel => channel.Source).OfType<string>().Distinct(StringComparer.Ordinal)),
    };
}
