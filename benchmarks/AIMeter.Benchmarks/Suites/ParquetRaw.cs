using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Schema;

namespace AIMetering.Benchmarks.Suites;

/// <summary>The fastest writer that was found for these values, by hand: Parquet.Net, zstd at Optimal, row groups of a minute, nullable numbers.</summary>
internal static class ParquetRaw
{
    private const int Group = 600 * ParquetHour.Gpus;

    public static long Write(ParquetHour hour, string path)
    {
        using SynchronousFile file = new(path);
        Write(hour, file).GetAwaiter().GetResult();
        file.FlushToDisk();
        return file.Position;
    }

    private static async Task Write(ParquetHour hour, Stream file)
    {
        DateTimeDataField time = new("time", DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Micros, false);
        DataField elapsed = new("elapsed_ns", typeof(long), false), device = new("device", typeof(string), false);
        DataField[] metrics = [.. Enumerable.Range(0, ParquetHour.Metrics).Select(metric => new DataField($"metric{metric}", typeof(double), true))];
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal };
        options.ColumnEncodingHints["elapsed_ns"] = EncodingHint.DeltaBinaryPacked;
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([time, elapsed, device, .. metrics]), file, options);
        DateTime[] times = new DateTime[Group];
        long[] nanoseconds = new long[Group];
        string[] devices = [.. Enumerable.Range(0, Group).Select(row => hour.Channels[row % ParquetHour.Gpus * ParquetHour.Metrics].Device.Id)];
        double?[] values = new double?[Group];
        for (int begin = 0; begin < ParquetHour.Rows; begin += Group)
        {
            for (int row = 0; row < Group; row++)
            {
                long ticks = ParquetHour.Time(begin + row).Ticks;
                (times[row], nanoseconds[row]) = (hour.Run.StartedAt.UtcDateTime.AddTicks(ticks), 100 * ticks);
            }

            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(time, times);
            await group.WriteAsync<long>(elapsed, nanoseconds);
            await group.WriteAsync(device, devices);
            for (int metric = 0; metric < metrics.Length; metric++)
            {
                for (int row = 0; row < Group; row++)
                {
                    double value = hour.Columns[metric][begin + row];
                    values[row] = double.IsNaN(value) ? null : value;
                }

                await group.WriteAsync<double>(metrics[metric], values);
            }

            group.CompleteValidate();
        }
    }

    private sealed class SynchronousFile(string path) : Stream
    {
        private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        private long _position;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _position;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            RandomAccess.Write(_file, buffer, _position);
            _position += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return default;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer, offset, count);
            return Task.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
