using System.Diagnostics;
using Xunit;

namespace AIMetering.Export.Tests;

public class DiskTests
{
    [Fact]
    public void A_folder_that_cannot_be_written_stops_the_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the path is one of Linux");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Parquet("/dev/null/runs").Start());
        Assert.Contains("WriteTo.Parquet cannot write to the folder '/dev/null/runs'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_file_system_stops_the_start_and_is_told_by_recovery()
    {
        using SmallDisk disk = SmallDisk.Mount("4m");
        ChildProgram.MeasureAndKill(disk.Path, values: 20);
        disk.Remount("ro");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Parquet(disk.Path).Start());
        Assert.Contains("WriteTo.Parquet cannot write to the folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", Assert.Single(ParquetExport.Recover(disk.Path)).Error, StringComparison.Ordinal);
        disk.Remount("rw");
        Assert.Null(Assert.Single(ParquetExport.Recover(disk.Path)).Error);
    }

    [Fact]
    public void A_full_disk_stops_the_start_and_leaves_nothing_behind()
    {
        using SmallDisk disk = SmallDisk.Mount("16k");
        disk.Fill();
        IOException error = Assert.Throws<IOException>(
            () => AIMeter.Configure("x").AddSource(new CountingSource(devices: 20, further: 20)).WriteTo.Parquet(disk.Path).Start());
        Assert.Contains("WriteTo.Parquet cannot", error.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Empty(ParquetRuns.Find(disk.Path));
    }

    [Fact]
    public void A_disk_that_fills_while_measuring_ends_the_output_and_what_was_written_stays()
    {
        using SmallDisk disk = SmallDisk.Mount("800k");
        CountingSource source = new(devices: 10, further: 30);
        using (MeterSession meter = AIMeter.Configure("full").SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(source).WriteTo.Parquet(disk.Path).Start())
        {
            // Five times what fits: 320 values of 11 bytes.
            SpinWait.SpinUntil(() => source.Reads >= 1200, TimeSpan.FromMinutes(2));
            Assert.NotNull(meter.Stop());
        }

        disk.Remount("size=64m");
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(disk.Path));
        Assert.Equal((null, 0), (recovery.Error, recovery.Lost.Count));
        double[] counts = Duck.Numbers($"SELECT count_count FROM '{disk.Path}{Duck.Samples}' WHERE device = 'plug0' AND count_count IS NOT NULL ORDER BY elapsed_ns");
        Assert.InRange(counts.Length, 50, 1000);
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
    }

    [Fact]
    public void A_disk_that_is_full_at_the_end_leaves_the_journal_to_be_recovered()
    {
        using SmallDisk disk = SmallDisk.Mount("2m");
        CountingSource source = new(devices: 10, further: 30);
        using (MeterSession meter = AIMeter.Configure("full").SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(source).WriteTo.Parquet(disk.Path).Start())
        {
            SpinWait.SpinUntil(() => source.Reads >= 100, TimeSpan.FromMinutes(2));
            disk.Fill();
            Assert.NotNull(meter.Stop());
        }

        disk.Remount("size=64m");
        Assert.Null(Assert.Single(ParquetExport.Recover(disk.Path)).Error);
        Assert.True(Duck.Number($"SELECT count(count_count) FROM '{disk.Path}{Duck.Samples}' WHERE device = 'plug0'") > 20);
    }

    [Fact]
    public void A_report_that_does_not_fit_is_refused_with_the_remedy()
    {
        using SmallDisk disk = SmallDisk.Mount("16k");
        IOException error = Assert.Throws<IOException>(() => Samples.Report().SaveParquet(disk.Path));
        Assert.Contains("SaveParquet cannot write the run", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free disk space", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories), file => file.EndsWith(".tmp", StringComparison.Ordinal) && file.Contains("part-", StringComparison.Ordinal));
    }

    /// <summary>A file system in memory that is as small as a test needs.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public string Path => _folder.Path;

        public static SmallDisk Mount(string size)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "A small file system is mounted on Linux only");
            SmallDisk disk = new();
            if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path) != 0)
            {
                disk._folder.Dispose();
                Assert.Skip("Mounting a small file system needs root with CAP_SYS_ADMIN");
            }

            return disk;
        }

        public void Remount(string option) => Assert.Equal(0, Run("mount", "-o", $"remount,{option}", Path));

        /// <summary>Leaves no room for another byte.</summary>
        public void Fill()
        {
            try
            {
                using FileStream file = File.OpenWrite(System.IO.Path.Combine(Path, "filler"));
                for (byte[] piece = new byte[512]; ;)
                {
                    file.Write(piece);
                    file.Flush();
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Dispose()
        {
            Run("umount", "-l", Path);
            _folder.Dispose();
        }

        private static int Run(string program, params string[] arguments)
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
            try
            {
                using Process process = Process.Start(start)!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return 127; // no such program
            }
        }
    }
}
