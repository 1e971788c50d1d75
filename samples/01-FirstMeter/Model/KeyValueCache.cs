namespace FirstMeter.Model;

/// <summary>The keys and values of one layer for every token seen so far, so that no token is computed twice.</summary>
internal sealed class KeyValueCache(LlamaConfig config)
{
    private readonly float[] _keys = new float[config.Context * config.KeyValueWidth];
    private readonly float[] _values = new float[config.Context * config.KeyValueWidth];

    public ReadOnlySpan<float> Key(int position, int head) => _keys.AsSpan(Offset(position, head), config.HeadSize);

    public ReadOnlySpan<float> Value(int position, int head) => _values.AsSpan(Offset(position, head), config.HeadSize);

    /// <summary>Stores the keys and values of consecutive tokens, the first of which stands at <paramref name="position"/>.</summary>
    public void Store(int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        keys.CopyTo(_keys.AsSpan(Offset(position, head: 0)));
        values.CopyTo(_values.AsSpan(Offset(position, head: 0)));
    }

    private int Offset(int position, int head) => position * config.KeyValueWidth + head * config.HeadSize;
}
