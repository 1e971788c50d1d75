using System.Diagnostics;
using System.Reflection;

namespace AIMetering.Testing;

/// <summary>The user's code in one shape.</summary>
/// <param name="Run">Runs it once and tells how many units it made.</param>
/// <param name="IsDebug">Whether it was compiled without optimisation, which is other code than the same with it.</param>
internal sealed record Work(Func<ValueTask<double>> Run, bool IsDebug)
{
    public static Work Of(Action code) => new(() => Once(code), IsDebugBuild(code));

    public static Work Of(Func<double> code) => new(() => new(code()), IsDebugBuild(code));

    public static Work Of(Func<Task> code) => new(() => OnceAsync(code), IsDebugBuild(code));

    public static Work Of(Func<Task<double>> code) => new(() => new(code()), IsDebugBuild(code));

    private static ValueTask<double> Once(Action code)
    {
        code();
        return new(1);
    }

    private static async ValueTask<double> OnceAsync(Func<Task> code)
    {
        await code().ConfigureAwait(false);
        return 1;
    }

    private static bool IsDebugBuild(Delegate code) =>
        code.Method.Module.Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };
}
