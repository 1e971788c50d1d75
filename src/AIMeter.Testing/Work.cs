namespace AIMetering.Testing;

/// <summary>The user's code in one shape: it returns how many units it made.</summary>
internal static class Work
{
    public static Func<ValueTask<double>> Of(Action code) => () =>
    {
        code();
        return new(1);
    };

    public static Func<ValueTask<double>> Of(Func<double> code) => () => new(code());

    public static Func<ValueTask<double>> Of(Func<Task> code) => async () =>
    {
        await code().ConfigureAwait(false);
        return 1;
    };

    public static Func<ValueTask<double>> Of(Func<Task<double>> code) => () => new(code());
}
