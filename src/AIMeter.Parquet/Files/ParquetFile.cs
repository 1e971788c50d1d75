using System.IO.Compression;
using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>A Parquet file that appears under its name only when it is whole and on disk.</summary>
internal sealed class ParquetFile : IDisposable
{
    private readonly string _path, _temporary;
    private readonly DirectStream _stream;
    private readonly ParquetWriter _writer;
    private bool _isComplete;

    public ParquetFile(string path, ParquetSchema schema, IReadOnlyDictionary<string, string> metadata, params string[] growing)
    {
        string folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
        (_path, _temporary) = (path, Path.Combine(folder, $"_{Path.GetFileName(path)}.tmp"));
        _stream = DirectStream.Create(_temporary);
        _writer = ParquetWriter.CreateAsync(schema, _stream, Options(growing)).End();
        _writer.CustomMetadata = metadata;
    }

    public void Write(Action<ParquetRowGroupWriter> columns)
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        columns(group);
        group.CompleteValidate();
    }

    public void Complete()
    {
        _writer.DisposeAsync().End(); // writes the footer
        _stream.FlushToDisk();
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _isComplete = true;
    }

    /// <summary>Without <see cref="Complete"/> before it, nothing of the file stays.</summary>
    public void Dispose()
    {
        if (!_isComplete)
        {
            _stream.Dispose();
            File.Delete(_temporary);
        }
    }

    private static ParquetOptions Options(string[] growing)
    {
        // Of Parquet.Net's default level, SmallestSize, the time is 16 times that of Optimal for 6 % less size.
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal };
        foreach (string name in growing)
        {
            options.ColumnEncodingHints[name] = EncodingHint.DeltaBinaryPacked;
        }

        return options;
    }
}
