using System.Text;
using AIMetering.Reports.Outputs;
using Xunit;

namespace AIMetering.Tests.Reports.Outputs;

public class ReportSinkTests
{
    [Fact]
    public void A_folder_takes_a_new_file_for_each_run()
    {
        using TemporaryFolder folder = new();
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("runs")), SampleReports.Full("chat"));
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("runs")), SampleReports.Full("train"));
        Assert.Equal(
            [folder.In("runs/chat-20261122T154630Z-5b7d4c0f.json"), folder.In("runs/train-20261122T154630Z-5b7d4c0f.json")], folder.Files);
        Assert.Equal("chat", MeterReport.Load(folder.Files[0]).Name);
    }

    [Fact]
    public void A_path_with_an_extension_is_a_file_and_holds_the_last_report()
    {
        using TemporaryFolder folder = new();
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("new/last.json")), SampleReports.Full("first"));
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("new/last.json")), SampleReports.Full("second"));
        Assert.Equal([folder.In("new/last.json")], folder.Files);
        Assert.Equal("second", MeterReport.Load(folder.Files[0]).Name);
    }

    [Fact]
    public void A_folder_whose_name_has_an_extension_stays_a_folder()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.In("runs.v2"));
        Deliver(new TextReportSink("WriteTo.Text", folder.In("runs.v2")), SampleReports.Full("chat"));
        Deliver(new TextReportSink("WriteTo.Text", folder.In("runs.v3/")), SampleReports.Full("chat"));
        Assert.Equal(
            [folder.In("runs.v2/chat-20261122T154630Z-5b7d4c0f.txt"), folder.In("runs.v3/chat-20261122T154630Z-5b7d4c0f.txt")], folder.Files);
        Assert.Equal(SampleReports.Full("chat").ToText(), File.ReadAllText(folder.Files[0], Encoding.UTF8));
    }

    [Fact]
    public void A_hostile_name_stays_in_its_folder()
    {
        using TemporaryFolder folder = new();
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("runs")), SampleReports.Full("../../../outside/x"));
        Assert.Equal([folder.In("runs/outside-x-20261122T154630Z-5b7d4c0f.json")], folder.Files);
    }

    [Fact]
    public void A_link_is_written_through_and_not_replaced()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("target.json"), "old");
        File.CreateSymbolicLink(folder.In("link.json"), folder.In("target.json"));
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("link.json")), SampleReports.Full("chat"));
        Assert.Equal("chat", MeterReport.Load(folder.In("target.json")).Name);
        Assert.Equal(folder.In("target.json"), new FileInfo(folder.In("link.json")).LinkTarget);
    }

    [Fact]
    public void A_file_without_length_may_be_a_device_and_is_written_through()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("device"), "");
        using FileStream openedBefore = new(folder.In("device"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Deliver(new JsonReportSink("WriteTo.Json", folder.In("device")), SampleReports.Full());
        using StreamReader reader = new(openedBefore);
        Assert.Equal(SampleReports.Full().ToJson(), reader.ReadToEnd());
    }

    [Fact]
    public void An_output_that_fails_half_way_leaves_the_old_file_whole()
    {
        using TemporaryFolder folder = new();
        OutputPath path = new("WriteTo.Json", folder.In("last.json"), ".json");
        path.Write(SampleReports.Full(), stream => stream.Write("whole"u8));
        Assert.Throws<IOException>(() => path.Write(SampleReports.Full(), stream =>
        {
            stream.Write("ha"u8);
            throw new IOException("disk full");
        }));
        Assert.Equal("whole", File.ReadAllText(Assert.Single(folder.Files)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_path_is_refused_at_once(string path)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new JsonReportSink("WriteTo.Json", path));
        Assert.Contains("WriteTo.Json was given no path. Name a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_layout_is_found_before_measuring() =>
        Assert.Throws<ArgumentOutOfRangeException>(new TextReportSink("WriteTo.Text", "run.txt", new() { Width = 3 }).Prepare);

    [Fact]
    public void A_console_without_unicode_gets_ascii()
    {
        using MemoryStream bytes = new();
        using (StreamWriter latin = new(bytes, Encoding.Latin1, leaveOpen: true))
        {
            Deliver(new ConsoleReportSink(latin), SampleReports.Full());
        }

        Assert.Equal(SampleReports.Full().ToText(new() { Ascii = true }), Encoding.ASCII.GetString(bytes.ToArray()));
    }

    [Fact]
    public void A_console_with_unicode_gets_the_whole_report()
    {
        using StringWriter console = new();
        Deliver(new ConsoleReportSink(console), SampleReports.Full());
        Assert.Equal(SampleReports.Full().ToText(), console.ToString());
    }

    [Theory]
    [InlineData("console", "console")]
    [InlineData("Console", "console")]
    [InlineData("run.txt", "text")]
    [InlineData("run.json", "json")]
    [InlineData("runs", "json")]
    public void One_word_asks_for_an_output(string word, string sink) =>
        Assert.Equal(sink, RequestedOutput.Sink("AIMETER_REPORT", word).Name);

    [Fact]
    public void The_configuration_hands_the_report_of_a_session_to_each_output()
    {
        using TemporaryFolder folder = new();
        using StringWriter console = new();
        MeterReport report;
        using (MeterSession meter = AIMeter.Configure("chat")
            .WriteTo.Console(console).WriteTo.Json(folder.In("runs")).WriteTo.Text(folder.In("last.txt"), new() { Ascii = true }).Start())
        {
            report = meter.Stop();
        }

        Assert.Equal(report.ToText(), console.ToString());
        Assert.Equal(report.ToText(new() { Ascii = true }), File.ReadAllText(folder.In("last.txt")));
        Assert.Equal(report.ToJson(), MeterReport.Load(folder.In($"runs/{RunFiles.Stem(report)}.json")).ToJson());
    }

    [Fact]
    public void A_session_that_could_not_write_its_report_does_not_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the path is one of Linux");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("chat").WriteTo.Json("/dev/null/runs").Start());
        Assert.Contains("WriteTo.Json cannot write to the folder '/dev/null/runs'", error.Message, StringComparison.Ordinal);
    }

    private static void Deliver(IReportSink sink, MeterReport report)
    {
        sink.Prepare();
        sink.Write(report);
    }
}
