namespace AIMetering.Sources.Nvml;

/// <summary>Waits for the GPU work of a program that uses CUDA, whatever library it uses it through.</summary>
/// <remarks>Does nothing until the program has loaded CUDA.</remarks>
internal sealed class CudaDrain
{
    private CudaDriver? _cuda;

    /// <summary>Drains; to be handed to <c>SynchronizeGpuWith</c>.</summary>
    public void Wait()
    {
        _cuda ??= CudaDriver.TryFindLoaded();
        _cuda?.Drain();
    }
}
