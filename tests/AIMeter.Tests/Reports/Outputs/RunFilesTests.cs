using CsCheck;
using Xunit;

namespace AIMetering.Tests.Reports.Outputs;

public class RunFilesTests
{
    [Theory]
    [InlineData("llama-2-7b chat", "llama-2-7b-chat-20261122T154630Z-5b7d4c0f")]
    [InlineData("qwen2.5_7b", "qwen2.5_7b-20261122T154630Z-5b7d4c0f")]
    [InlineData("../../etc/passwd", "etc-passwd-20261122T154630Z-5b7d4c0f")]
    [InlineData("C:\\Windows\\x", "C-Windows-x-20261122T154630Z-5b7d4c0f")]
    [InlineData("", "run-20261122T154630Z-5b7d4c0f")]
    [InlineData("..", "run-20261122T154630Z-5b7d4c0f")]
    [InlineData("-rf", "rf-20261122T154630Z-5b7d4c0f")]
    [InlineData("con.json", "run-con.json-20261122T154630Z-5b7d4c0f")]
    [InlineData("a\0b\n$(reboot)", "a-b-reboot-20261122T154630Z-5b7d4c0f")]
    [InlineData("推理 测试", "推理-测试-20261122T154630Z-5b7d4c0f")]
    public void A_name_becomes_a_file_name_and_never_a_path(string name, string stem) =>
        Assert.Equal(stem, RunFiles.Stem(SampleReports.Full(name)));

    [Fact]
    public void Any_name_gives_one_short_safe_file_name() => Gen.String.Sample(name =>
    {
        string stem = RunFiles.Stem(SampleReports.Full(name));
        Assert.Equal(stem, Path.GetFileName(stem));
        Assert.DoesNotContain(stem, letter => char.IsControl(letter) || "<>:\"/\\|?* ".Contains(letter, StringComparison.Ordinal));
        Assert.False(stem[0] is '.' or '-');
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(stem), 1, 240);
    });

    [Fact]
    public void A_run_that_begins_has_the_name_of_its_report()
    {
        MeterReport report = SampleReports.Full();
        RunDescription run = new(report.Name, report.RunId, report.StartedAt, report.SamplingInterval, []);
        Assert.Equal(RunFiles.Stem(report), RunFiles.Stem(run));
    }

    [Fact]
    public void Runs_of_the_same_second_and_name_have_files_of_their_own()
    {
        string[] stems = [.. Enumerable.Range(0, 100).Select(_ => RunFiles.Stem(
            new RunDescription("chat", $"{Guid.CreateVersion7():N}", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), [])))];
        Assert.Equal(100, stems.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_folder_is_made_and_left_empty()
    {
        using TemporaryFolder folder = new();
        string full = RunFiles.PrepareFolder(folder.In("a/b"), "WriteTo.Json");
        Assert.Equal(folder.In("a/b"), full);
        Assert.True(Directory.Exists(full));
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("/proc/aimeter")]
    [InlineData("/dev/null/runs")]
    [InlineData("bad\0folder")]
    public void A_folder_that_cannot_be_written_is_an_error_with_option_value_and_remedy(string folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths are those of Linux");
        IOException error = Assert.Throws<IOException>(() => RunFiles.PrepareFolder(folder, "WriteTo.Json"));
        Assert.Contains("WriteTo.Json cannot write to the folder", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("Name a folder that this user may create and write", error.Message, StringComparison.Ordinal);
    }
}
