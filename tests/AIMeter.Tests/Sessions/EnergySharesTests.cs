using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class EnergySharesTests
{
    [Fact]
    public async Task Thirty_two_at_once_and_the_rest_add_up_to_what_was_used_and_the_report_lies_within_their_bounds()
    {
        using PowercapSimulator cpu = new(new SquareLoad("10 Hz square", 10, 50, 350));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope[] ended = [.. (await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(() => Work(shares, worker))))).SelectMany(each => each)];
        MeterReport report = meter.Stop();

        double attributed = ended.Sum(share => share.Energy.Energy!.Value.Joules), rest = shares.Unattributed.Energy!.Value.Joules;
        Assert.Equal(0, shares.Active);
        Assert.Equal(shares.Attributed.Energy!.Value.Joules, attributed, 1e-9);
        Assert.InRange(report.Energy.Energy!.Value.Joules, (shares.Attributed.Low + shares.Unattributed.Low)!.Value.Joules, (shares.Attributed.High + shares.Unattributed.High)!.Value.Joules);
        Assert.True(rest >= 0);
        Assert.All(ended, share => Assert.True(share.Energy.Low <= share.Energy.Energy && share.Energy.Energy <= share.Energy.High));
        Assert.All(ended, share => Assert.Equal(share.Energy.Energy!.Value.Joules, share.Devices.Where(part => part.Device.InTotal).Sum(part => part.Energy.Energy!.Value.Joules), 1e-9));
    }

    [Fact]
    public void A_share_that_ended_stays_as_it_was_and_ends_once()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope share = shares.Begin();
        Assert.Equal(1, shares.Active);
        Thread.Sleep(20);
        share.Dispose();
        (EnergyResult energy, TimeSpan duration) = (share.Energy, share.Duration);
        Thread.Sleep(20);
        share.Dispose();

        Assert.Equal(0, shares.Active);
        Assert.Equal(energy.Energy, share.Energy.Energy);
        Assert.Equal(duration, share.Duration);
        Assert.True(energy.High!.Value.Joules >= 0.02 * 100); // 20 ms at 100 W at least
    }

    [Fact]
    public void After_the_stop_nothing_is_shared_and_nothing_throws()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope running = shares.Begin();
        Thread.Sleep(20);
        meter.Stop();
        ShareScope late = shares.Begin();
        Thread.Sleep(20);
        running.Dispose();
        late.Dispose();

        Assert.True(running.Energy.IsKnown);
        Assert.False(late.Energy.IsKnown);
        Assert.Contains("stopped before this began", late.Energy.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, late.Duration);
    }

    [Fact]
    public void Without_a_sensor_a_share_is_unknown_and_says_why()
    {
        string empty = Directory.CreateTempSubdirectory("aimeter-no-sys-").FullName;
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(empty).WithoutEstimates().OnGpus("no-such-gpu").Start();
        EnergyShares shares = new(meter);
        ShareScope share = shares.Begin();
        share.Dispose();

        Assert.False(share.Energy.IsKnown);
        Assert.Contains("no source of CPU energy is ready", share.Energy.Reason, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ShareScope>> Work(EnergyShares shares, int worker)
    {
        List<ShareScope> ended = [];
        for (int round = 0; round < 10; round++)
        {
            using ShareScope share = shares.Begin();
            await Task.Delay(1 + ((worker + round) % 7));
            ended.Add(share);
        }

        return ended;
    }
}
