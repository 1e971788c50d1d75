using AIMetering.Tests.Reports.Outputs;
using Xunit;

namespace AIMetering.Tests.Sessions;

/// <summary>What can be asked of a program from outside, and what is left when it ends without stopping its session.</summary>
public sealed class EnvironmentVariableTests
{
    [Fact]
    public void A_session_never_stopped_writes_the_report_asked_for_when_the_process_ends()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "report.json");

        (int exitCode, string output) = ForgetfulProgram.Run(("AIMETER_REPORT", path));

        Assert.Equal((ForgetfulProgram.ExitCode, ""), (exitCode, output));
        MeterReport report = MeterReport.Load(path);
        Assert.Equal("forgetful", report.Name);
        Assert.Equal(1, report.FindPhase("open")!.Unfinished);
        Assert.True(report.Duration > TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void The_report_goes_to_the_console_only_where_that_was_asked_for()
    {
        Assert.Contains("forgetful", ForgetfulProgram.Run(("AIMETER_REPORT", "console")).Output, StringComparison.Ordinal);
        Assert.Equal("", ForgetfulProgram.Run().Output);
    }

    [Fact]
    public void A_report_asked_for_where_nothing_can_be_written_does_not_harm_the_program()
    {
        (int exitCode, string output) = ForgetfulProgram.Run(("AIMETER_REPORT", "/proc/no/such/place/report.json"));

        Assert.Equal((ForgetfulProgram.ExitCode, ""), (exitCode, output));
    }

    [Fact]
    public void Turned_off_nothing_is_measured_and_the_report_says_so_instead_of_zero()
    {
        (int exitCode, string output) = ForgetfulProgram.Run(("AIMETER_REPORT", "console"), ("AIMETER_DISABLED", "1"));

        Assert.Equal(ForgetfulProgram.ExitCode, exitCode);
        Assert.Contains("AIMETER_DISABLED", output, StringComparison.Ordinal);
        Assert.Contains("unknown", output, StringComparison.Ordinal);
    }
}
