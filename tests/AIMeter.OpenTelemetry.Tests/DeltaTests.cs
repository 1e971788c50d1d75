using OpenTelemetry;
using OpenTelemetry.Metrics;
using Xunit;

namespace AIMetering.Telemetry.Tests;

public sealed class DeltaTests
{
    [Fact]
    public void For_a_backend_that_wants_differences_they_add_up_to_the_joules_of_the_report_and_none_is_negative()
    {
        using Sums exporter = new("delta0");
        using BaseExportingMetricReader reader = new(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Delta };
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddAIMeter().AddReader(reader).Build();
        double joules = 0;
        for (int session = 0; session < 2; session++)
        {
            MeterSession meter = Spender.Start("delta0");
            for (int scrape = 0; scrape < 5; scrape++)
            {
                Thread.Sleep(50);
                provider.ForceFlush();
            }

            joules += meter.Stop().Devices.Single(device => device.Device.Id == "delta0").Energy.Energy!.Value.Joules;
        }

        provider.ForceFlush();
        Assert.True(exporter.Differences.Count >= 8, $"{exporter.Differences.Count} scrapes");
        Assert.All(exporter.Differences, difference => Assert.True(difference >= 0, $"{difference} J"));
        Assert.Equal(joules, exporter.Differences.Sum(), 1e-6);
    }

    private sealed class Sums(string device) : BaseExporter<Metric>
    {
        public List<double> Differences { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                if (metric.Name == "hw.energy")
                {
                    Assert.Equal((MetricType.DoubleSum, AggregationTemporality.Delta), (metric.MetricType, metric.Temporality));
                    Add(metric);
                }
            }

            return ExportResult.Success;
        }

        private void Add(Metric metric)
        {
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                foreach (KeyValuePair<string, object?> tag in point.Tags)
                {
                    if (tag.Key == "hw.id" && Equals(tag.Value, device))
                    {
                        Differences.Add(point.GetSumDouble());
                    }
                }
            }
        }
    }
}
