using AIMetering.Readings;
using AIMetering.Sources.Rapl;
using Xunit;

namespace AIMetering.Tests.Sources.Rapl;

public class RaplDomainTests
{
    [Theory]
    [InlineData("package-0", "cpu0")]
    [InlineData("package-12", "cpu12")]
    [InlineData("package-1-die-3", "cpu1-die3")]
    [InlineData("psys", "psys")]
    [InlineData("psys-1", "psys1")]
    public void A_zone_at_the_top_names_its_socket_and_die(string name, string id) => Assert.Equal(id, RaplDomain.Parse(name)?.Id);

    [Theory]
    [InlineData("package-0", "core", "cpu0-cores")]
    [InlineData("package-1", "uncore", "cpu1-uncore")]
    [InlineData("package-1", "dram", "dram1")]
    [InlineData("package-0-die-1", "dram", "dram0-die1")]
    [InlineData("package-0-die-1", "core", "cpu0-die1-cores")]
    public void A_zone_below_stands_at_the_place_of_its_package(string package, string name, string id) =>
        Assert.Equal(id, RaplDomain.Parse(name, RaplDomain.Parse(package))?.Id);

    [Theory]
    [InlineData("")]
    [InlineData("package")]
    [InlineData("package-")]
    [InlineData("package--1")]
    [InlineData("package-0-die-")]
    [InlineData("package-99999999999")]
    [InlineData("PACKAGE-0")]
    [InlineData("psys-0-die-1")]
    [InlineData("dtpm")]
    public void A_name_that_is_none_of_these_is_not_guessed_at(string name) => Assert.Null(RaplDomain.Parse(name));

    [Theory]
    [InlineData("core")]
    [InlineData("uncore")]
    [InlineData("dram")]
    public void A_part_without_its_package_belongs_nowhere(string name) => Assert.Null(RaplDomain.Parse(name));

    [Theory]
    [InlineData("package-0", null, true)]
    [InlineData("package-0", "dram", true)]
    [InlineData("package-0", "core", false)]
    [InlineData("package-0", "uncore", false)]
    [InlineData("psys", null, false)]
    public void Packages_and_memory_make_the_total_and_nothing_else(string top, string? below, bool inTotal)
    {
        RaplDomain parent = RaplDomain.Parse(top)!.Value;
        Device device = (below is null ? parent : RaplDomain.Parse(below, parent)!.Value).ToDevice("A CPU");
        Assert.Equal(inTotal, device.InTotal);
        Assert.Equal(inTotal, device.ExclusionReason is null);
    }
}
