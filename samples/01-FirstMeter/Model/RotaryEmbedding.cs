namespace FirstMeter.Model;

/// <summary>RoPE: turns pairs of a head's components by an angle that grows with the token's position.</summary>
internal sealed class RotaryEmbedding
{
    private const double Base = 10_000;

    private readonly int _headSize;
    private readonly int _half;
    private readonly (float Sin, float Cos)[] _turns;

    public RotaryEmbedding(LlamaConfig config)
    {
        _headSize = config.HeadSize;
        _half = _headSize / 2;
        _turns = new (float, float)[config.Context * _half];
        for (int i = 0; i < _turns.Length; i++)
        {
            int position = i / _half;
            int pair = i % _half;
            var (sin, cos) = Math.SinCos(position * Math.Pow(Base, -(double)pair / _half));
            _turns[i] = ((float)sin, (float)cos);
        }
    }

    /// <summary>Turns every head of consecutive tokens in place; a token's heads fill <paramref name="width"/> components.</summary>
    public void Apply(Span<float> heads, int width, int position)
    {
        for (int start = 0; start < heads.Length; start += _headSize)
        {
            ReadOnlySpan<(float, float)> turns = _turns.AsSpan((position + start / width) * _half, _half);
            ApplyToHead(heads.Slice(start, _headSize), turns);
        }
    }

    private static void ApplyToHead(Span<float> head, ReadOnlySpan<(float Sin, float Cos)> turns)
    {
        for (int pair = 0; pair < turns.Length; pair++)
        {
            ref float x = ref head[pair];
            ref float y = ref head[pair + turns.Length];
            var (sin, cos) = turns[pair];
            (x, y) = (x * cos - y * sin, x * sin + y * cos);
        }
    }
}
