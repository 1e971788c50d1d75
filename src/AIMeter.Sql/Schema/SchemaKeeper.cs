using System.Globalization;

namespace AIMetering.Export;

/// <summary>Makes the tables, or brings older ones up to date; never touches newer ones.</summary>
internal sealed class SchemaKeeper(SqlLink link)
{
    /// <summary>The version of the schema: 1 made the tables, 2 the views.</summary>
    public const int Current = 2;

    private const string VersionName = "schema_version";

    private readonly SqlPlace _place = link.Place;

    /// <summary>The statements that make the whole schema, for a database whose administrator makes it.</summary>
    public static string Script(SqlPlace place) => string.Concat(
        Enumerable.Range(1, Current).SelectMany(version => Statements(place, version))
            .Append($"DELETE FROM {place.Of(Tables.Meta)} WHERE name = '{VersionName}'")
            .Append(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {place.Of(Tables.Meta)} (name, content) VALUES ('{VersionName}', '{Current}')"))
            .Select(statement => statement + ";\n"));

    public void Ensure()
    {
        if (Version() is { } version && Check(version) == Current)
        {
            return;
        }

        _place.Dialect.Exclusively(link.Connection, _place.LockName, transaction => link.Within(transaction, Advance));
    }

    private static IEnumerable<string> Statements(SqlPlace place, int version) => version switch
    {
        1 => Tables.All.Select(table => Create(place, table)),
        _ => Views.Names.SelectMany(name => new[]
        {
            $"DROP VIEW IF EXISTS {place.Of(name)}",
            $"CREATE VIEW {place.Of(name)} AS {Views.Query(name, place.Of, place.Dialect.TimeAfter)}",
        }),
    };

    private static string Create(SqlPlace place, Table table)
    {
        IEnumerable<string> parts = table.Columns
            .Select(column => $"{column.Name} {place.Dialect.TypeOf(column.Type)}{(column.IsRequired ? " NOT NULL" : "")}")
            .Append($"PRIMARY KEY ({table.Key})");
        if (table.Unique is not null)
        {
            parts = parts.Append($"UNIQUE ({table.Unique})");
        }

        if (table.IsOfRun)
        {
            parts = parts.Append($"FOREIGN KEY (run_key) REFERENCES {place.Of(Tables.Runs)} (run_key) ON DELETE CASCADE");
        }

        return $"CREATE TABLE IF NOT EXISTS {place.Of(table)} ({string.Join(", ", parts)}){place.Dialect.TableOptions(table)}";
    }

    private void Advance()
    {
        if (_place.Options.Schema is { } schema)
        {
            _place.Dialect.MakeSchema(link, schema);
        }

        for (int version = Check(Version() ?? 0) + 1; version <= Current; version++)
        {
            foreach (string statement in Statements(_place, version))
            {
                link.Execute(statement);
            }

            Remember(version);
        }
    }

    private int Check(int version) => version <= Current ? version : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
        $"The tables '{_place.Options.TablePrefix}*' in {_place.Description} have schema version {version}; this version of AIMeter.Sql knows versions 1 to {Current}. Update the package AIMeter.Sql, or name another SqlOptions.TablePrefix."));

    private int? Version()
    {
        long? found = Statement.Long(link.Scalar(_place.Dialect.TableExists,
            ("@name", _place.Options.TablePrefix + Tables.Meta.Name), ("@schema", _place.Options.Schema)));
        object? text = found > 0 ? link.Scalar($"SELECT content FROM {_place.Of(Tables.Meta)} WHERE name = @name", ("@name", VersionName)) : null;
        return text is string known ? int.Parse(known, CultureInfo.InvariantCulture) : null;
    }

    private void Remember(int version)
    {
        (string, object?)[] parameters = [("@name", VersionName), ("@content", version.ToString(CultureInfo.InvariantCulture))];
        if (link.Execute($"UPDATE {_place.Of(Tables.Meta)} SET content = @content WHERE name = @name", parameters) == 0)
        {
            link.Execute($"INSERT INTO {_place.Of(Tables.Meta)} (name, content) VALUES (@name, @content)", parameters);
        }
    }
}
