using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace AIMetering.Export;

/// <summary>A database, its dialect, and how our tables are called there.</summary>
internal sealed class SqlPlace
{
    private readonly DbDataSource _source;
    private readonly string _spoolName;
    private volatile bool _isCurrent;

    public SqlPlace(DbDataSource source, SqlDialect? dialect, SqlOptions? options, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_source, Options, File) = (source, options ?? new(), file);
        Dialect = dialect is { } known ? Dialect.Of(known) : Dialect.Of(source);
        Options.Validate(Dialect.Kind);
        using DbConnection connection = source.CreateConnection();
        LockName = "aimeter-" + Hash($"{Options.Schema ?? connection.Database}|{Options.TablePrefix}");
        _spoolName = Hash($"{Dialect.Kind}|{connection.DataSource}|{Port(connection)}|{connection.Database}|{Options.Schema}|{Options.TablePrefix}");
        Description = file is not null ? $"the SQLite file '{file}'"
            : $"{Dialect.Name} at '{connection.DataSource}'" + (connection.Database.Length == 0 ? "" : $", database '{connection.Database}'");
    }

    public Dialect Dialect { get; }

    public SqlOptions Options { get; }

    /// <summary>Gets the path of the SQLite file that was named; null when a data source was.</summary>
    public string? File { get; }

    /// <summary>Gets where it is, for messages: never with a password.</summary>
    public string Description { get; }

    /// <summary>Gets the folder for what could not be sent yet: one for each destination, so that none gets the runs of another.</summary>
    public string SpoolFolder => Path.Combine(SpoolRoot, _spoolName);

    private string SpoolRoot => Path.GetFullPath(
        Options.SpoolFolder ?? (File is not null ? File + "-spool" : Path.Combine(LocalFolder(), "AIMeter", "sql-spool")));

    /// <summary>Gets the name of the lock under which tables are made: the same for everybody who makes these tables.</summary>
    public string LockName { get; }

    /// <summary>The full name of a table.</summary>
    public string Of(Table table) => Of(table.Name);

    /// <summary>The full name of a table or view.</summary>
    public string Of(string name) => (Options.Schema is null ? "" : Dialect.Quote(Options.Schema) + ".") + Options.TablePrefix + name;

    /// <summary>Opens a connection; its schema is made or brought up to date.</summary>
    public SqlLink Open()
    {
        SqlLink link = new(this, _source.OpenConnection());
        try
        {
            Dialect.Prepare(link.Connection);
            if (!_isCurrent)
            {
                new SchemaKeeper(link).Ensure();
                _isCurrent = true;
            }

            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Removes the folders for what could not be sent when they are empty; not the one that the user named.</summary>
    public void TidySpoolFolder() => SpoolFolders.Try(() =>
    {
        Directory.Delete(SpoolFolder);
        if (Options.SpoolFolder is null)
        {
            Directory.Delete(SpoolRoot);
        }
    });

    /// <summary>The database came back after it was away: it may be another one, so the schema is looked at again.</summary>
    public void Forget() => _isCurrent = false;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static string? Port(DbConnection connection)
    {
        DbConnectionStringBuilder parts = new() { ConnectionString = connection.ConnectionString };
        return parts.TryGetValue("Port", out object? port) ? port.ToString() : null;
    }

    // A process without a home, as in many containers, has no such folder.
    private static string LocalFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? folder : Path.GetTempPath();
}
