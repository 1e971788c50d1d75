using System.Globalization;
using DuckDB.NET.Data;

namespace AIMetering.Export.Tests;

/// <summary>Asks DuckDB, which reads Parquet by its own code, as users do.</summary>
internal static class Duck
{
    public const string Samples = "/host=*/run=*/part-*.parquet";
    public const string User = "/host=*/run=*/_user/*.parquet";

    /// <summary>The rows of an answer, each cell as text; <c>null</c> for a null.</summary>
    public static string[][] Ask(string sql)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SET TimeZone = 'UTC'; " + sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader, column))]);
        }

        return [.. rows];
    }

    /// <summary>The first column of an answer.</summary>
    public static string[] Column(string sql) => [.. Ask(sql).Select(row => row[0])];

    public static double Number(string sql) => double.Parse(Column(sql).Single(), CultureInfo.InvariantCulture);

    public static double[] Numbers(string sql) => [.. Column(sql).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];

    private static string Text(DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) ? "null" : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!;
}
