using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace AIMetering.Export;

/// <summary>Statements whose values are parameters, always.</summary>
internal static class Statement
{
    [SuppressMessage("Security", "CA2100", Justification = "The text is made of our own words and of checked or quoted names.")]
    public static DbCommand Of(DbConnection connection, DbTransaction? transaction, string sql, int timeout, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction, command.CommandTimeout) = (sql, transaction, timeout);
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, Value(value));
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static object? Scalar(DbConnection connection, DbTransaction? transaction, string sql, int timeout, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using DbCommand command = Of(connection, transaction, sql, timeout, parameters);
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    public static long? Long(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    /// <summary>A value as every database takes it: what is no finite number is missing, and so are characters that cannot be stored.</summary>
    public static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        double number when !double.IsFinite(number) => DBNull.Value,
        string text => Storable(text),
        _ => value,
    };

    // PostgreSQL stores no NUL, and nobody half a surrogate pair.
    public static string Storable(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0'))
        {
            return text;
        }

        StringBuilder storable = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            storable.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return storable.ToString();
    }
}
