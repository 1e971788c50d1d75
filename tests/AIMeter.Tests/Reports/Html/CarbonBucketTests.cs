using System.Text.Json.Nodes;
using AIMetering.Carbon;
using AIMetering.Reports.Html;
using Xunit;

namespace AIMetering.Tests.Reports.Html;

public sealed class CarbonBucketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.2)]
    public void The_parts_of_a_report_read_from_a_file_add_up_to_its_grams_however_much_was_priced(double priced)
    {
        MeterReport live = SampleCarbon.TenthOfAKilowattHour(new() { Region = GridRegion.Parse("DE") });
        JsonNode json = JsonNode.Parse(live.ToJson())!;
        json["carbon"]!["average"]!["priced_energy_joules"] = priced * live.Energy.Energy!.Value.Joules;
        MeterReport read = MeterReport.FromJson(json.ToJsonString());

        Assert.Equal(
            read.Carbon!.Average.Mass!.Value.Grams,
            CarbonBuckets.Of(read).Sum(part => part.Average!.Value.Grams), 1e-9);
    }
}
