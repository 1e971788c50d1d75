// What does a GPU draw, and where does the energy go?
//
// Work is handed to a GPU through the CUDA driver library, with a kernel of our own: no framework is needed. GPU work is
// asynchronous, so the meter is told how to wait for it: without SynchronizeGpuWith a phase would end when its work is queued,
// not when it is done, and hand its energy to the next phase.
//
//   dotnet run --project samples/03-Gpu [CUDA ordinal]
//
// The same with other libraries:
//   TorchSharp      .SynchronizeGpuWith(() => torch.cuda.synchronize())
//   ManagedCuda     .SynchronizeGpuWith(() => context.Synchronize())
//   ONNX Runtime    session.Run returns when the outputs are ready, so there is nothing to wait for; with IoBinding,
//                   .SynchronizeGpuWith(binding.SynchronizeBoundOutputs)
using System.Diagnostics;
using System.Globalization;
using AIMetering;
using Gpu;

const uint Loops = 20_000;
int ordinal = args.Length > 0 && int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

using CudaLoad? gpu = CudaLoad.TryOpen(ordinal, out string problem);
if (gpu is null)
{
    Console.WriteLine($"Nothing to measure: {problem}.");
    return;
}

Console.WriteLine($"Measuring {gpu.Name}");
using MeterSession meter = AIMeter.Configure("multiply-add")
    .SynchronizeGpuWith(gpu.Synchronize)
    .Start();

using (meter.Phase("rest"))
{
    Thread.Sleep(3000);
}

using (var steady = meter.Phase("steady"))
{
    steady.Count("GFLOP", Work(TimeSpan.FromSeconds(5), rest: TimeSpan.Zero));
}

using (var bursts = meter.Phase("bursts"))
{
    bursts.Count("GFLOP", Work(TimeSpan.FromSeconds(5), rest: TimeSpan.FromMilliseconds(50)));
}

Console.WriteLine(meter.Stop());

double Work(TimeSpan time, TimeSpan rest)
{
    double operations = 0;
    for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
    {
        gpu.Launch(Loops);
        gpu.Synchronize();
        operations += gpu.Operations(Loops);
        Thread.Sleep(rest);
    }

    return operations / 1e9;
}
