using System.Runtime.CompilerServices;
using AIMetering.Importing;

namespace Smoke;

internal sealed class ImportUse : IUse
{
    public string Package => "AIMeter.Import";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new ImportUse());

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        string original = Path.Combine(folder, "run_20260504_120000.csv"), emissions = Path.Combine(folder, "emissions.csv");
        File.WriteAllLines(original,
        [
            "timestamp,task_name,name,index,cpu_power,power.draw [W],dram_power,utilization.gpu [%]",
            .. Enumerable.Range(0, 31).Select(tenth =>
                FormattableString.Invariant($"2026-05-04 12:00:{tenth / 10:00}.{tenth % 10},run,NVIDIA A800 80GB PCIe,0,150.00 W,300.00 W,9.00 W,99.00 %")),
        ]);
        File.WriteAllLines(emissions,
        [
            "timestamp,project_name,run_id,duration,emissions,cpu_energy,gpu_energy,ram_energy,energy_consumed,country_iso_code,codecarbon_version,tracking_mode",
            "2026-05-04T12:00:00,train,first,3600,0.152,0.06,0.3,0.02,0.38,DEU,3.3.0,machine",
        ]);
        Energy? gpu = RunImport.FromOriginal(original).Devices.FirstOrDefault(device => device.Device.Id == "gpu0")?.Energy.Energy;
        return Uses.Claims(
            new("three seconds at 300 W are 900 J", gpu is { Joules: > 899 and < 901 }),
            new("CodeCarbon's total is read", RunImport.FromCodeCarbon(emissions) is [{ Energy.KilowattHours: > 0.379 and < 0.381 }]));
    }
}
