using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace AIMetering.Sql.Tests;

/// <summary>PostgreSQL from Debian's package postgresql, as an unprivileged user: it does not run as root.</summary>
public sealed class PostgreSqlServer() : Server(Tool("postgres") is null || Tool("initdb") is null ? "postgres is not installed; on Debian: apt-get install postgresql" : null)
{
    private protected override string FirstDatabase => "postgres";

    private string Data => Path.Combine(Folder, "data");

    public override DbDataSource Source(string database, string user = User, string password = Password) => NpgsqlDataSource.Create(
        $"Host=127.0.0.1;Port={Port};Database={database};Username={user};Password={password};Timeout=5");

    public override void MakeGuest(string database, string name)
    {
        using DbDataSource source = Source(database);
        Play.Ask(source, $"CREATE ROLE {name} LOGIN PASSWORD '{Password}'");
        Play.Ask(source, $"ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {name}");
        Play.Ask(source, $"ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO {name}");
    }

    private protected override void Initialize()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_111_111);
        }

        string password = Path.Combine(Folder, "password");
        File.WriteAllText(password, Password);
        Run(Unprivileged(Tool("initdb")!,
            "-D", Data, "-U", User, $"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
    }

    private protected override ProcessStartInfo Command()
    {
        File.Delete(Path.Combine(Data, "postmaster.pid")); // of a server that was killed
        ProcessStartInfo start = Unprivileged(Tool("postgres")!,
            "-D", Data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", Folder, "-c", "fsync=off", "-c", "logging_collector=on", "-c", "log_directory=log");
        start.RedirectStandardError = start.RedirectStandardOutput = true;
        return start;
    }

    private protected override string Log() =>
        string.Concat(Directory.EnumerateFiles(Path.Combine(Data, "log")).Select(File.ReadAllText));

    private static string? Tool(string name) => Find(name, "/usr/lib/postgresql");

    private static ProcessStartInfo Unprivileged(string tool, params string[] arguments) => IsRoot
        ? new("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", tool, .. arguments])
        : new(tool, arguments);
}
