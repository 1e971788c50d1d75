using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace AIMetering.Tests.House;

public partial class HouseRuleTests
{
    private const int LongestFile = 400;

    // The report shows the configuration of its session, and the built-in outputs extend it as those of a leaf do.
    private static readonly string[] AllowedGlances =
    [
        "Reports/SessionFacts.cs names MeterConfiguration, which lives in front door",
        "Reports/Outputs/ReportOutputs.cs names MeterConfiguration, which lives in front door",
        "Reports/Outputs/ReportOutputs.cs names OutputConfiguration, which lives in front door",
    ];

    // To be split; nothing may join it.
    private static readonly string[] CodeFolders = ["src", "tests", "samples", "benchmarks"];

    private static readonly Assembly Core = typeof(AIMeter).Assembly;

    private static IEnumerable<SourceFile> AllCode => CodeFolders
        .SelectMany(folder => SourceTree.Under(folder).Select(file => file with { Path = $"{folder}/{file.Path}" }));

    [Fact]
    public void Rooms_know_only_the_rooms_below_them() =>
        Assert.Empty(Rooms.UpwardGlances([.. SourceTree.Under("src/AIMeter")]).Except(AllowedGlances));

    [Fact]
    public void Every_folder_of_the_core_is_a_room_with_a_place() =>
        Assert.Empty(SourceTree.Under("src/AIMeter").Select(Rooms.RoomOf).Distinct().Except([.. Rooms.Below.Keys, "front door"]));

    [Fact]
    public void A_glance_upward_would_be_seen()
    {
        SourceFile door = new("Door.cs", "internal sealed class Door { }");
        SourceFile unit = new("Units/Length.cs", "struct Length { Door _door; /* Window */ }");
        Assert.Equal("Units/Length.cs names Door, which lives in front door", Assert.Single(Rooms.UpwardGlances([door, unit])));
    }

    [Fact]
    public void No_namespace_hides_the_type_AIMeter_from_its_users() =>
        Assert.DoesNotContain(AllCode, file => HidingNamespace().IsMatch(file.Code));

    [Fact]
    public void No_compiled_type_lives_in_a_namespace_AIMeter() => Assert.DoesNotContain(
        Core.GetTypes().Select(type => $"{type.Namespace}."), name => name.StartsWith("AIMeter.", StringComparison.Ordinal));

    [Fact]
    public void The_core_needs_the_framework_and_logging_abstractions_only() => Assert.Equal(
        ["Microsoft.Extensions.Logging.Abstractions"],
        Core.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));

    [Fact]
    public void No_package_sees_the_internals_of_the_core() => Assert.Empty(
        Core.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName)
            .Intersect(SourceTree.Under("src").Select(Rooms.RoomOf)));

    [Fact]
    public void No_file_is_too_long_to_walk_through() =>
        Assert.Empty(AllCode.Where(file => file.Lines > LongestFile).Select(file => file.Path));

    [Fact]
    public void Nothing_shipped_is_unfinished() =>
        Assert.DoesNotContain(SourceTree.Under("src"), file => Unfinished().IsMatch(file.Text));

    [GeneratedRegex(@"\bnamespace\s+AIMeter\s*[.;{\r\n]")]
    private static partial Regex HidingNamespace();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();
}
