using AIMetering.Reports.Outputs;
using Xunit;

namespace AIMetering.Tests.Reports.Outputs;

// The current folder belongs to the whole process, so these run alone.
[CollectionDefinition(nameof(CurrentFolderTests), DisableParallelization = true)]
[Collection(nameof(CurrentFolderTests))]
public class CurrentFolderTests
{
    [Fact]
    public void The_place_is_settled_when_the_session_starts_not_when_it_ends()
    {
        using TemporaryFolder folder = new();
        string before = Directory.GetCurrentDirectory();
        try
        {
            Directory.SetCurrentDirectory(folder.Path);
            JsonReportSink sink = new("WriteTo.Json", "runs");
            sink.Prepare();
            Directory.SetCurrentDirectory(before);
            sink.Write(SampleReports.Full("chat"));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }

        Assert.Equal([folder.In("runs/chat-20261122T154630Z-5b7d4c0f.json")], folder.Files);
    }
}
