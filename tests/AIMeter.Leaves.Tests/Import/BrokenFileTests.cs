using AIMetering.Importing;
using Xunit;

namespace AIMetering.Leaves.Tests.Import;

/// <summary>A file that cannot be imported says where it is wrong and what would help.</summary>
public sealed class BrokenFileTests
{
    [Theory]
    [InlineData("", 1, null, "the file is empty")]
    [InlineData("\r\n", 1, null, "the file is empty")]
    [InlineData("a,b\r\n1,2\r\n", 1, null, "no column 'timestamp'")]
    [InlineData("timestamp,task_name,name,index\r\n", 1, null, "none of its columns is known")]
    [InlineData("timestamp,cpu_power,cpu_power\r\n", 1, "cpu_power", "names this column twice")]
    [InlineData("timestamp,task_name,name,index,power.draw [W]\r\n", 0, null, "no samples")]
    [InlineData("timestamp,power.draw [W]\r\n", 1, null, "no column 'index'")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,0,70 W\r\n04/05/2026 12:00,0,70 W\r\n", 3, "timestamp", "is not a time")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,GPU-1,70 W\r\n", 2, "index", "not the index of a GPU")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,0,seventy\r\n", 2, "power.draw [W]", "'seventy' is not a number in W")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,0,\"70,81 W\"\r\n", 2, "power.draw [W]", "LeaveOutUnreadable")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,0,70 W,1,2\r\n", 2, null, "the names of the later columns are lost")]
    [InlineData("timestamp,index,power.draw [W]\r\n2026-05-04 12:00:00.0,0\r\n2026-05-04 12:00:00.1,0,70 W\r\n", 2, null, "has 2 cells and the header 3")]
    [InlineData("\0\u0001PK\u0003\u0004binary", 1, null, "no column 'timestamp'")]
    public void An_original_file_that_is_damaged_is_refused(string text, long line, string? column, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.In("run.csv");
        File.WriteAllText(path, text);
        ImportException error = Assert.Throws<ImportException>(() => RunImport.FromOriginal(path));
        Assert.Equal((path, line, column), (error.Path, error.Line, error.Column));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_swallow_the_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("run.csv");
        File.WriteAllText(path, "timestamp,index,power.draw [W]\n\"" + string.Concat(Enumerable.Repeat("2026-05-04 12:00:00.0,0,70 W\n", 100_000)));
        Assert.Contains("not sound CSV", Assert.Throws<ImportException>(() => RunImport.FromOriginal(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Throws<FileNotFoundException>(() => RunImport.FromOriginal(Path.Combine(Path.GetTempPath(), "no-such-run.csv")));

    [Fact]
    public void Cells_that_cannot_be_read_may_be_left_out_and_are_counted()
    {
        using OriginalFile file = new OriginalFile().Steady(4);
        file.Replace(20, "300.00 W", "<b>");
        Assert.Throws<ImportException>(() => RunImport.FromOriginal(file.Save()));
        MeterReport report = RunImport.FromOriginal(file.Path, new OriginalCsvOptions { LeaveOutUnreadable = true });
        Assert.Equal(1, report.Quality.FailedReads);
        Assert.Equal(1200, report.Devices.Single(device => device.Device.Id == "gpu0").Energy.Energy!.Value.Joules, 1e-6);
    }

    [Theory]
    [InlineData("", 1, null, "the file is empty")]
    [InlineData("timestamp,duration,emissions\n", 1, null, "no column 'energy_consumed'")]
    [InlineData("timestamp,duration,emissions,energy_consumed\n", 0, null, "no run")]
    [InlineData("timestamp,duration,emissions,energy_consumed\nyesterday,1,1,1\n", 2, "timestamp", "is not a time")]
    [InlineData("timestamp,duration,emissions,energy_consumed\n2026-05-04T12:00:00,long,1,1\n", 2, "duration", "'long' is not a number")]
    [InlineData("timestamp,duration,emissions,energy_consumed\n2026-05-04T12:00:00,-1,1,1\n", 2, "duration", "length of time")]
    [InlineData("timestamp,duration,emissions,energy_consumed\n2026-05-04T12:00:00,1,1e999,1\n", 2, "emissions", "is not a number")]
    [InlineData("timestamp,duration,emissions,energy_consumed\n2026-05-04T12:00:00,1,1\n", 2, null, "leaves empty columns out")]
    public void A_codecarbon_file_that_is_damaged_is_refused(string text, long line, string? column, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.In("emissions.csv");
        File.WriteAllText(path, text);
        ImportException error = Assert.Throws<ImportException>(() => RunImport.FromCodeCarbon(path));
        Assert.Equal((path, line, column), (error.Path, error.Line, error.Column));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
