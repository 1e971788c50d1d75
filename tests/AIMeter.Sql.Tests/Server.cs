using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>A database server of our own, on loopback, in a temporary folder; skips where its binaries are not installed.</summary>
public abstract class Server : IDisposable
{
    public const string User = "lab";
    public const string Password = "s3cret-of-the-lab";

    private readonly string? _missing;
    private Process? _process;
    private int _databases;

    private protected Server(string? missing)
    {
        _missing = missing;
        Folder = Directory.CreateTempSubdirectory("aimeter-server-").FullName;
        Port = FreePort();
        if (missing is null)
        {
            Initialize();
            Start();
        }
    }

    protected string Folder { get; }

    public int Port { get; }

    private protected static bool IsRoot => Environment.UserName == "root";

    /// <summary>Skips the test when there is no such server here.</summary>
    public void Need() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>Makes an empty database.</summary>
    public DbDataSource NewDatabase(out string name)
    {
        Need();
        name = $"run{Interlocked.Increment(ref _databases)}";
        using DbDataSource admin = Source(FirstDatabase);
        using DbCommand create = admin.CreateCommand($"CREATE DATABASE {name}");
        create.ExecuteNonQuery();
        return Source(name);
    }

    public DbDataSource NewDatabase() => NewDatabase(out _);

    /// <summary>A data source for a database here.</summary>
    public abstract DbDataSource Source(string database, string user = User, string password = Password);

    /// <summary>Makes a user who may read and write the rows of what others made, and make nothing.</summary>
    public abstract void MakeGuest(string database, string name);

    public void Start()
    {
        _process = Process.Start(Command())!;
        using DbDataSource source = Source(FirstDatabase);
        Play.WaitFor(() => _process.HasExited ? throw new InvalidOperationException($"The server ended: {Log()}") : Answers(source));
    }

    /// <summary>Makes the server and its helpers stand still, or go on.</summary>
    public void Signal(string signal)
    {
        string[] processes = [$"{_process!.Id}", .. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Run(new("kill", [$"-{signal}", .. processes]));
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract string FirstDatabase { get; }

    private protected abstract void Initialize();

    private protected abstract ProcessStartInfo Command();

    private protected abstract string Log();

    private protected static string? Find(string tool, string elsewhere = "") => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(["/usr/sbin", .. Directory.Exists(elsewhere) ? Directory.EnumerateDirectories(elsewhere).OrderDescending().Select(each => Path.Combine(each, "bin")) : []])
        .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private protected static void Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName}: {output}{error.Result}");
    }

    private static bool Answers(DbDataSource source)
    {
        try
        {
            source.OpenConnection().Dispose();
            return true;
        }
        catch (DbException)
        {
            Thread.Sleep(50);
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
