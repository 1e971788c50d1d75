using System.Buffers;
using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Copies the JSON form of a report, with other samples in its series: with none on the way in, with those of the database on the way out.</summary>
/// <remarks>Takes the text in pieces of any size, so the samples of a long run are never in memory as text.</remarks>
internal sealed class DocumentCopy : IDisposable
{
    // How deep the names of a series' properties lie: in an object in the list in the document.
    private const int PropertyDepth = 3;

    private readonly Func<int, SeriesSamples> _samplesOf;
    private readonly Utf8JsonWriter _writer;
    private JsonReaderState _state;
    private byte[] _rest = [];
    private int _series = -1;
    private bool _isInSeries, _isSkipping;
    private string? _replaced;

    public DocumentCopy(IBufferWriter<byte> output, Func<int, SeriesSamples> samplesOf) => (_samplesOf, _writer) = (samplesOf, new(output));

    public void Feed(ReadOnlySpan<byte> piece, bool isLast)
    {
        byte[] text = [.. _rest, .. piece];
        Utf8JsonReader reader = new(text, isLast, _state);
        while (reader.Read())
        {
            if (!IsReplaced(ref reader))
            {
                Copy(ref reader, text);
            }
        }

        (_rest, _state) = (text[(int)reader.BytesConsumed..], reader.CurrentState);
        if (isLast)
        {
            _writer.Flush();
        }
    }

    public void Dispose() => _writer.Dispose();

    private bool IsReplaced(ref Utf8JsonReader reader)
    {
        if (_isSkipping)
        {
            _isSkipping = reader.TokenType != JsonTokenType.EndArray || reader.CurrentDepth != PropertyDepth;
            return true;
        }

        if (_replaced is null)
        {
            return false;
        }

        _isSkipping = reader.TokenType == JsonTokenType.StartArray;
        Replace(_replaced);
        _replaced = null;
        return true;
    }

    private void Replace(string property)
    {
        SeriesSamples samples = _samplesOf(_series);
        if (property == "thinned_by")
        {
            _writer.WriteNumberValue(samples.ThinnedBy!.Value);
            return;
        }

        _writer.WriteStartArray();
        foreach (double number in property == "values" ? samples.Values : samples.Elapsed)
        {
            Number(number);
        }

        _writer.WriteEndArray();
    }

    private void Number(double number)
    {
        if (double.IsFinite(number))
        {
            _writer.WriteNumberValue(number);
        }
        else
        {
            _writer.WriteRawValue(double.IsNaN(number) ? "null" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"", skipInputValidation: true);
        }
    }

    private void Copy(ref Utf8JsonReader reader, byte[] text)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Property(reader.GetString()!, reader.CurrentDepth);
                break;
            case JsonTokenType.StartObject:
                _series += _isInSeries && reader.CurrentDepth == PropertyDepth - 1 ? 1 : 0;
                _writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                _writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                _writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                _writer.WriteEndArray();
                break;
            default:
                _writer.WriteRawValue(text.AsSpan((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)), skipInputValidation: true);
                break;
        }
    }

    private void Property(string name, int depth)
    {
        _isInSeries = depth == 1 ? name == "series" : _isInSeries;
        bool isOfSamples = _isInSeries && depth == PropertyDepth
            && (name is "elapsed_seconds" or "values" || (name is "thinned_by" && _samplesOf(_series).ThinnedBy is not null));
        _replaced = isOfSamples ? name : null;
        _writer.WritePropertyName(name);
    }
}
