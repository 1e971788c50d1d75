using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Trials;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

// `overhead` measures what BenchmarkDotNet measures badly: CPU time of whole processes, memory, punctuality. Anything else goes
// to BenchmarkDotNet. The other words are the processes that `overhead` starts.
return args switch
{
    ["overhead", .. string[] options] => Overhead.Run(options),
    ["powercap", string folder] => PowercapSimulator.Run(folder),
    ["trial", string trial, .. string[] rest] => Trial.Run(trial, rest),
    _ => BenchmarkSwitcher.FromAssembly(typeof(PowercapTree).Assembly).Run(args).Any(HasFailed) ? 1 : 0,
};

static bool HasFailed(Summary summary) => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success);
