using Xunit;

namespace AIMetering.Tests.Reports;

/// <summary>Compares with a file that a person approved. With AIMETER_APPROVE=1 the file is written anew, to be read in the diff.</summary>
internal static class Approved
{
    public static void Check(string name, string actual)
    {
        string path = Path.Combine(Root(), "tests/AIMeter.Tests/Reports", name);
        if (Environment.GetEnvironmentVariable("AIMETER_APPROVE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AIMeter.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run from their place in the repository.");
    }
}
