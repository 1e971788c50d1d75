using System.Data.Common;
using System.Diagnostics;
using MySqlConnector;

namespace AIMetering.Sql.Tests;

/// <summary>MariaDB from Debian's package mariadb-server.</summary>
public sealed class MariaDbServer() : Server(Find("mariadbd") is null || Find("mariadb-install-db") is null ? "mariadbd is not installed; on Debian: apt-get install mariadb-server" : null)
{
    private protected override string FirstDatabase => "lab";

    private string Data => Path.Combine(Folder, "data");

    public override DbDataSource Source(string database, string user = User, string password = Password) => new MySqlDataSource(
        $"Server=127.0.0.1;Port={Port};Database={database};User ID={user};Password={password};ConnectionTimeout=5");

    public override void MakeGuest(string database, string name)
    {
        using DbDataSource source = Source(database);
        foreach (string statement in new[] { $"CREATE USER {name} IDENTIFIED BY '{Password}'", $"GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.* TO {name}" })
        {
            Play.Ask(source, statement);
        }
    }

    private protected override void Initialize()
    {
        File.WriteAllText(Path.Combine(Folder, "init.sql"), $"""
            CREATE DATABASE IF NOT EXISTS lab;
            CREATE USER IF NOT EXISTS {User}@'%' IDENTIFIED BY '{Password}';
            GRANT ALL ON *.* TO {User}@'%' WITH GRANT OPTION;

            """);
        Run(new(Find("mariadb-install-db")!,
            ["--no-defaults", .. AsRoot, $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-use-native-aio=0"]));
    }

    // What was committed is with the operating system: it survives the end of the server, and costs no wait for a disk.
    private protected override ProcessStartInfo Command() => new(Find("mariadbd")!,
    [
        "--no-defaults", .. AsRoot, $"--datadir={Data}", $"--port={Port}", "--bind-address=127.0.0.1", $"--socket={Folder}/s", $"--pid-file={Folder}/pid",
        "--innodb-flush-log-at-trx-commit=2", $"--init-file={Folder}/init.sql", $"--log-error={Folder}/log", "--skip-name-resolve", "--innodb-use-native-aio=0",
    ])
    { RedirectStandardError = true, RedirectStandardOutput = true };

    private protected override string Log() => File.ReadAllText(Path.Combine(Folder, "log"));

    private static string[] AsRoot => IsRoot ? ["--user=root"] : [];
}
