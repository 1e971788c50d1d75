using System.Text;
using AIMetering.Sources.Proc;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Sources.Proc;

public class ProcParserTests
{
    [Fact]
    public void Every_column_of_the_cpu_line_goes_where_it_belongs()
    {
        Assert.True(CpuTimes.TryParse(Bytes(ProcFiles.Stat), out CpuTimes times));
        Assert.Equal(new CpuTimes(Ran: 15890 + 4426 + 40, Stolen: 49, Idle: 206246, WaitedForIo: 1197), times);
        Assert.Equal(203.56, times.RanSeconds, 1e-9);
    }

    [Theory]
    [InlineData(ProcFiles.StatOfOldKernel, 4705 + 150 + 1120 + 17 + 45)]
    [InlineData(ProcFiles.StatOfAncientKernel, 4705 + 150 + 1120)]
    public void Old_kernels_with_fewer_columns_are_understood(string text, ulong ran)
    {
        Assert.True(CpuTimes.TryParse(Bytes(text), out CpuTimes times));
        Assert.Equal(ran, times.Ran);
        Assert.Equal(0ul, times.Stolen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu  1 2 3")]
    [InlineData("cpu  1 2 x 4 5")]
    [InlineData("cpu  1 -2 3 4 5")]
    [InlineData("cpu0 1 2 3 4 5 6 7 8")]
    [InlineData("cpu  99999999999999999999999 2 3 4")]
    public void A_garbled_cpu_line_is_refused(string text) => Assert.False(CpuTimes.TryParse(Bytes(text), out _));

    [Fact]
    public void The_longest_cpu_line_fits_the_bytes_read()
    {
        string line = "cpu  " + string.Join(' ', Enumerable.Repeat(ulong.MaxValue, 10)) + "\n";
        Assert.InRange(line.Length, 1, CpuTimes.LineLength);
    }

    [Fact]
    public void Memory_is_in_bytes()
    {
        Assert.True(MemInfo.TryParse(Bytes(ProcFiles.MemInfo), out double total, out double available));
        Assert.Equal(24684084 * 1024.0, total);
        Assert.Equal(24337912 * 1024.0, available);
    }

    [Theory]
    [InlineData(ProcFiles.MemInfoOfOldKernel)]
    [InlineData("MemTotal: many kB\nMemAvailable: 5 kB\n")]
    [InlineData("MemTotal: 0 kB\nMemAvailable: 0 kB\n")]
    [InlineData("")]
    public void Memory_that_is_not_stated_is_not_guessed(string text) => Assert.False(MemInfo.TryParse(Bytes(text), out _, out _));

    [Fact]
    public void Only_the_named_disks_are_summed_and_a_sector_is_512_bytes()
    {
        var disks = new DiskStats(new NameSet(["nvme0n1", "sda"]));
        Assert.True(disks.TryParse(Bytes(ProcFiles.DiskStats), out double read, out double written));
        Assert.Equal((3057522 + 20000) * 512.0, read);
        Assert.Equal((691680 + 4000) * 512.0, written);
    }

    [Fact]
    public void A_disk_that_is_not_listed_is_not_zero() =>
        Assert.False(new DiskStats(new NameSet(["sdb"])).TryParse(Bytes(ProcFiles.DiskStats), out _, out _));

    [Fact]
    public void A_cut_disk_line_is_refused() =>
        Assert.False(new DiskStats(new NameSet(["sda"])).TryParse("   8       0 sda 1000 10 20000 500"u8, out _, out _));

    [Fact]
    public void Interfaces_with_hardware_are_counted_alone()
    {
        Assert.True(new NetDev(new NameSet(["eth0", "eno2"])).TryParse(Bytes(ProcFiles.NetDev), out double received, out double sent));
        Assert.Equal(45284194 + 1234567890123.0, received);
        Assert.Equal(91589 + 11.0, sent);
    }

    [Fact]
    public void Without_hardware_all_but_the_loopback_are_counted()
    {
        Assert.True(new NetDev(new NameSet([])).TryParse(Bytes(ProcFiles.NetDev), out double received, out double sent));
        Assert.Equal(45284194 + 1000000 + 1234567890123.0, received);
        Assert.Equal(91589 + 2000000 + 11.0, sent);
    }

    [Fact]
    public void A_network_with_the_loopback_alone_is_missing_not_zero() =>
        Assert.False(new NetDev(new NameSet([])).TryParse("Inter-| Receive\n face |bytes\n    lo: 3193 29 0 0 0 0 0 0 3193 29 0 0 0 0 0 0\n"u8, out _, out _));

    [Theory]
    [InlineData(ProcFiles.CpuPressure, true, 48433571)]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n", true, 7)]
    [InlineData("full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n", false, 0)]
    [InlineData("some avg10=0.00\n", false, 0)]
    [InlineData("", false, 0)]
    public void The_total_of_pressure_is_taken_from_the_line_some(string text, bool isKnown, ulong microseconds)
    {
        Assert.Equal(isKnown, PressureGroup.TryParse(Bytes(text), out ulong total));
        Assert.Equal(microseconds, total);
    }

    [Fact]
    public void A_program_name_with_brackets_does_not_shift_the_words()
    {
        Assert.True(SelfStat.TryParse(Bytes(ProcFiles.SelfStat), out ulong threads, out ulong pages));
        Assert.Equal(17ul, threads);
        Assert.Equal(31250ul, pages);
    }

    [Fact]
    public void Disk_bytes_of_the_process_are_those_of_the_storage_layer()
    {
        Assert.True(SelfIo.TryParse(Bytes(ProcFiles.SelfIo), out double read, out double written));
        Assert.Equal((4096000.0, 8192.0), (read, written));
    }

    [Fact]
    public void The_clock_is_the_mean_of_the_cpus_shown()
    {
        Assert.True(CpuInfoClock.TryParse(Bytes(ProcFiles.CpuInfo), out double megahertz));
        Assert.Equal(2600, megahertz, 1e-9);
    }

    [Fact]
    public void Whatever_the_text_a_parser_refuses_or_gives_a_true_amount() =>
        Gen.Byte.Array[0, 200].Sample(bytes => AssertAmounts(bytes));

    [Fact]
    public void Wherever_a_real_text_is_cut_a_parser_refuses_or_gives_a_true_amount()
    {
        string[] texts = [ProcFiles.Stat, ProcFiles.MemInfo, ProcFiles.DiskStats, ProcFiles.NetDev, ProcFiles.SelfStat, ProcFiles.CpuInfo];
        foreach (byte[] bytes in texts.Select(Bytes))
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                AssertAmounts(bytes.AsSpan(0, length));
            }
        }
    }

    private static void AssertAmounts(ReadOnlySpan<byte> text)
    {
        var names = new NameSet(["sda", "eth0"]);
        double one = 0, other = 0;
        Assert.True(!CpuTimes.TryParse(text, out CpuTimes times) || double.IsFinite(times.RanSeconds));
        Assert.True(!MemInfo.TryParse(text, out one, out other) || IsAmount(one, other));
        Assert.True(!new DiskStats(names).TryParse(text, out one, out other) || IsAmount(one, other));
        Assert.True(!new NetDev(names).TryParse(text, out one, out other) || IsAmount(one, other));
        Assert.True(!SelfIo.TryParse(text, out one, out other) || IsAmount(one, other));
        Assert.True(!LoadAverage.TryParse(text, out one) || IsAmount(one, 0));
        Assert.True(!CpuInfoClock.TryParse(text, out one) || IsAmount(one, 0));
        Assert.True(!SelfStat.TryParse(text, out ulong threads, out ulong pages) || IsAmount(threads, pages));
        Assert.True(CpuInfo.Parse(Encoding.Latin1.GetString(text)).LogicalCpus > 0);
    }

    private static bool IsAmount(double one, double other) => double.IsFinite(one + other) && one >= 0 && other >= 0;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
