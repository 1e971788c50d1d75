using System.Text.Json;

namespace AIMetering.Export;

/// <summary>The JSON form of a report without the samples of its series, which are in the Parquet files. Filtered while it is written.</summary>
internal sealed class SamplesLeftOut : Stream
{
    // Where the samples are: {"series": [{"values": [...]}]}; the depths are those of the property names.
    private const int ReportDepth = 1, SeriesDepth = 3;

    private readonly MemoryStream _kept = new();
    private readonly Utf8JsonWriter _json;
    private JsonReaderState _state;
    private byte[] _rest = [];
    private bool _inSeries, _isSamples, _isSkipping;

    private SamplesLeftOut() => _json = new Utf8JsonWriter(_kept);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static JsonElement Of(MeterReport report)
    {
        using SamplesLeftOut filter = new();
        report.WriteJson(filter);
        filter._json.Flush();
        using JsonDocument document = JsonDocument.Parse(filter._kept.ToArray());
        return document.RootElement.Clone();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        byte[] all = [.. _rest, .. buffer];
        Utf8JsonReader reader = new(all, isFinalBlock: false, _state);
        while (reader.Read())
        {
            Take(ref reader);
        }

        _state = reader.CurrentState;
        _rest = all[(int)reader.BytesConsumed..];
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _json.Dispose();
        base.Dispose(disposing);
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            Note(ref reader);
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _isSkipping = false;
        }

        if (!_isSkipping)
        {
            Copy(ref reader);
        }

        _isSkipping |= reader.TokenType == JsonTokenType.StartArray && _isSamples;
    }

    private void Note(ref Utf8JsonReader reader)
    {
        _inSeries = reader.CurrentDepth == ReportDepth ? reader.ValueTextEquals("series"u8) : _inSeries;
        _isSamples = _inSeries && reader.CurrentDepth == SeriesDepth
            && (reader.ValueTextEquals("elapsed_seconds"u8) || reader.ValueTextEquals("values"u8));
    }

    private void Copy(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: _json.WriteStartObject(); break;
            case JsonTokenType.EndObject: _json.WriteEndObject(); break;
            case JsonTokenType.StartArray: _json.WriteStartArray(); break;
            case JsonTokenType.EndArray: _json.WriteEndArray(); break;
            case JsonTokenType.PropertyName: _json.WritePropertyName(reader.GetString()!); break;
            case JsonTokenType.String: _json.WriteStringValue(reader.GetString()); break;
            case JsonTokenType.Number: _json.WriteRawValue(reader.ValueSpan, skipInputValidation: true); break;
            case JsonTokenType.Null: _json.WriteNullValue(); break;
            default: _json.WriteBooleanValue(reader.TokenType == JsonTokenType.True); break;
        }
    }
}
