using System.Globalization;
using System.Xml.Linq;
using AIMetering.Pictures;
using AIMetering.Readings;
using SkiaSharp;
using Xunit;

namespace AIMetering.Leaves.Tests.Pictures;

/// <summary>Pictures are drawn, decoded again and looked into.</summary>
public sealed class PictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<PictureKind> Kinds() => [.. Enum.GetValues<PictureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_a_png_of_the_size_asked_for_with_something_on_it(PictureKind kind)
    {
        using SKBitmap picture = Png(Run(), kind, new PictureOptions { Width = 640, Height = 320, Dpi = 144 });
        Assert.Equal((960, 480), (picture.Width, picture.Height));
        Assert.Equal(new SKColor(255, 255, 255), picture.GetPixel(1, 1));
        Assert.True(Colours(picture).Count > 20);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_an_svg_with_its_texts_as_texts(PictureKind kind)
    {
        XDocument picture = Xml(Run(), kind);
        Assert.Equal(Svg + "svg", picture.Root!.Name);
        Assert.Equal("800", picture.Root.Attribute("width")!.Value);
        Assert.Contains(Texts(picture), text => text.Contains("chat", StringComparison.Ordinal));
    }

    [Fact]
    public void Power_shows_devices_phases_units_and_the_bound()
    {
        string[] texts = Texts(Xml(Run(), PictureKind.Power));
        Assert.Contains("prefill", texts);
        Assert.Contains("decode", texts);
        Assert.Contains("power (W)", texts);
        Assert.Contains("time since the start (s)", texts);
        Assert.Contains(texts, text => text.StartsWith("gpu0 Simulated GPU", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("chat: 2.5 kJ (", StringComparison.Ordinal));
    }

    [Fact]
    public void Energy_shows_each_phase_with_its_limits()
    {
        string[] texts = Texts(Xml(Run(), PictureKind.Energy));
        Assert.Contains("prefill", texts);
        Assert.Contains("energy (kJ)", texts);
        Assert.Contains(texts, text => text.StartsWith("1 kJ (", StringComparison.Ordinal) && text.Contains(" to ", StringComparison.Ordinal));
    }

    [Fact]
    public void Energy_without_phases_is_shown_by_device()
    {
        string[] texts = Texts(Xml(Run(phases: false), PictureKind.Energy));
        Assert.Contains("gpu0", texts);
        Assert.Contains("cpu0", texts);
    }

    [Fact]
    public void Carbon_shows_signals_and_where_they_came_from()
    {
        string[] texts = Texts(Xml(Samples.Report(), PictureKind.Carbon));
        Assert.Contains(texts, text => text.StartsWith("location-based, CO", StringComparison.Ordinal));
        Assert.Contains("carbon (g)", texts.Select(text => text.Replace("(mg)", "(g)", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_gas_of_an_intensity_that_nobody_stated_is_not_called_CO2()
    {
        RecordedRun run = RecordedRun.Begin(Description(), new() { Carbon = new() { Average = CarbonIntensity.FromGramsPerKilowattHour(100) } });
        Channel power = Channel.Power(new Device("gpu0", DeviceKind.Gpu), new SensorTraits());
        run.Add(power, TimeSpan.Zero, 100);
        run.Add(power, TimeSpan.FromSeconds(0.1), 100);

        Assert.Contains("location-based", Texts(Xml(run.ToReport(), PictureKind.Carbon)));
    }

    [Fact]
    public void A_counter_that_was_reset_is_cut_and_never_drawn_below_zero()
    {
        RecordedRun run = RecordedRun.Begin(Description());
        Channel bytes = Channel.Counter(new Device("host", DeviceKind.Host), "disk_read", MetricUnit.Bytes);
        for (int tenth = 0; tenth <= 100; tenth++)
        {
            run.Add(bytes, TimeSpan.FromSeconds(tenth / 10.0), 1000 * (tenth < 50 ? tenth : tenth - 50));
        }

        string[] texts = Texts(Xml(run.ToReport(), PictureKind.Communication));
        Assert.Contains("10", texts);       // kB/s
        Assert.DoesNotContain(texts, text => text.StartsWith('-') || text.StartsWith('−'));
    }

    [Fact]
    public void Limits_are_rounded_away_from_the_value_so_that_what_is_written_holds_the_truth()
    {
        MeterReport report = Samples.Report();

        string title = Texts(Xml(report, PictureKind.Power)).First(text => text.StartsWith(report.Name + ": ", StringComparison.Ordinal));

        // As written: NAME: VALUE kJ (LOW to HIGH).
        string[] limits = title[(title.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(" to ");
        double factor = title.Contains(" kJ ", StringComparison.Ordinal) ? 1000 : 1;
        Assert.InRange(report.Energy.Low!.Value.Joules, double.Parse(limits[0], CultureInfo.InvariantCulture) * factor, report.Energy.High!.Value.Joules);
        Assert.InRange(report.Energy.High.Value.Joules, report.Energy.Low.Value.Joules, double.Parse(limits[1], CultureInfo.InvariantCulture) * factor);
    }

    [Fact]
    public void A_picture_of_more_pixels_than_can_be_is_refused_with_its_size()
    {
        PictureOptions poster = new() { Width = 4000, Height = 4000, Dpi = 600 };
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Png(Run(), PictureKind.Power, poster));
        Assert.Contains("25000 × 25000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_said_and_never_drawn_as_zero()
    {
        MeterReport empty = RecordedRun.Begin(Description()).ToReport();
        Assert.Contains("no power was measured", Texts(Xml(empty, PictureKind.Power)));
        Assert.Contains("no such series was recorded", Texts(Xml(empty, PictureKind.Compute)));
        Assert.Contains(Texts(Xml(empty, PictureKind.Carbon)), text => text.StartsWith("no energy was measured", StringComparison.Ordinal));
        Assert.NotEmpty(Texts(Xml(empty, PictureKind.Energy)));
    }

    [Fact]
    public void A_gap_is_a_gap()
    {
        int[] columns = [.. new[] { false, true }.Select(gap => LineColumns(Run(phases: false, gap: gap)))];
        Assert.True(columns[1] < columns[0] * 0.85, $"{columns[0]} columns have a line without the gap, {columns[1]} with it");
    }

    [Fact]
    public void Dark_is_dark()
    {
        using SKBitmap picture = Png(Run(), PictureKind.Power, new PictureOptions { Dark = true });
        Assert.True(picture.GetPixel(1, 1).Red < 40);
        Assert.Contains(Colours(picture), colour => colour.Red > 200 && colour.Green > 200 && colour.Blue > 200);
    }

    [Fact]
    public void Other_data_is_another_picture_and_the_same_data_is_the_same()
    {
        byte[] one = Bytes(Run(), PictureFormat.Png, PictureKind.Power), again = Bytes(Run(), PictureFormat.Png, PictureKind.Power);
        Assert.Equal(one, again);
        Assert.NotEqual(one, Bytes(Run(watts: 250), PictureFormat.Png, PictureKind.Power));
        Assert.Equal(Bytes(Run(), PictureFormat.Svg, PictureKind.Compute), Bytes(Run(), PictureFormat.Svg, PictureKind.Compute));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>&\"'")]
    [InlineData("]]><!-- -->")]
    [InlineData("two\r\nlines\u0000\u001b[31m\u202e\ud800")]
    [InlineData("名前 и é")]
    public void Hostile_names_stay_texts(string name)
    {
        RecordedRun run = RecordedRun.Begin(Description() with { Name = name });
        Channel power = Channel.Power(new Device("gpu0", DeviceKind.Gpu, name), new SensorTraits());
        run.Add(power, TimeSpan.Zero, 100);
        run.Add(power, TimeSpan.FromSeconds(0.1), 120);
        run.AddPhase(name.Replace('/', '|'), TimeSpan.Zero, TimeSpan.FromSeconds(0.1));
        XDocument picture = Xml(run.ToReport(), PictureKind.Power);
        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName.Equals("script", StringComparison.OrdinalIgnoreCase));
        Assert.All(Texts(picture), text => Assert.DoesNotContain(text, char.IsControl));
        using SKBitmap pixels = Png(run.ToReport(), PictureKind.Energy, new PictureOptions());
        Assert.True(pixels.Width > 0);
    }

    [Fact]
    public void Many_devices_series_and_phases_fit()
    {
        RecordedRun run = RecordedRun.Begin(Description());
        Channel[] channels = [.. Enumerable.Range(0, 16).Select(gpu => Channel.Power(new Device($"gpu{gpu}", DeviceKind.Gpu), new SensorTraits()))];
        for (int tenth = 0; tenth <= 100; tenth++)
        {
            Array.ForEach(channels, channel => run.Add(channel, TimeSpan.FromSeconds(tenth / 10.0), 100 + tenth));
        }

        for (int step = 0; step < 500; step++)
        {
            run.AddPhase("step", TimeSpan.FromSeconds(step * 0.02), TimeSpan.FromSeconds((step * 0.02) + 0.01));
        }

        string[] texts = Texts(Xml(run.ToReport(), PictureKind.Power));
        Assert.Contains("gpu15", texts);
        Assert.Contains("step", texts);
        Assert.Contains("step × 500", Texts(Xml(run.ToReport(), PictureKind.Energy)));
    }

    [Fact]
    public void A_long_series_keeps_its_peaks()
    {
        RecordedRun run = RecordedRun.Begin(Description());
        Channel power = Channel.Power(new Device("gpu0", DeviceKind.Gpu), new SensorTraits());
        for (int sample = 0; sample < 60_000; sample++)
        {
            run.Add(power, TimeSpan.FromSeconds(sample / 10.0), sample == 31_234 ? 900 : 100);
        }

        byte[] svg = Bytes(run.ToReport(), PictureFormat.Svg, PictureKind.Power);
        Assert.True(svg.Length < 400_000);
        using SKBitmap picture = Png(run.ToReport(), PictureKind.Power, new PictureOptions { Dpi = 96 });
        Assert.Contains(Enumerable.Range(0, picture.Width), x => IsLine(picture.GetPixel(x, 100))); // far above 100 W
    }

    [Fact]
    public void Options_and_endings_that_cannot_be_are_refused()
    {
        MeterReport report = Run();
        Assert.Contains("ends in .png or .svg", Assert.Throws<ArgumentException>(() => report.SavePicture("power.jpg")).Message, StringComparison.Ordinal);
        Assert.Contains("Dpi is 48 to 600", Assert.Throws<ArgumentOutOfRangeException>(() => report.SavePicture("p.png", options: new PictureOptions { Dpi = 1200 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => report.SavePicture("p.png", options: new PictureOptions { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.SavePicture("p.png", options: new PictureOptions { Height = 100_000 }));
        Assert.Throws<DirectoryNotFoundException>(() => report.SavePicture(Path.Combine(Path.GetTempPath(), "no-such-folder", "p.png")));
    }

    [Fact]
    public void Pictures_are_saved_under_their_name()
    {
        using TemporaryFolder folder = new();
        Run().SavePicture(folder.In("power.png"));
        Run().SavePicture(folder.In("energy.SVG"), PictureKind.Energy);
        Assert.Equal(["energy.SVG", "power.png"], folder.Names);
        Assert.Equal("svg", XDocument.Load(folder.In("energy.SVG")).Root!.Name.LocalName);
    }

    private static RunDescription Description() => new("chat", "run-1", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(0.1), []);

    // 10 s: a GPU at 200 W with a dip, a CPU's counter at 50 W.
    private static MeterReport Run(bool phases = true, bool gap = false, double watts = 200)
    {
        RecordedRun run = RecordedRun.Begin(Description());
        Device gpu = new("gpu0", DeviceKind.Gpu, "Simulated GPU");
        Channel power = Channel.Power(gpu, new SensorTraits { AveragingWindow = TimeSpan.FromSeconds(0.1) });
        Channel energy = Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), new SensorTraits { RefreshPeriod = TimeSpan.FromSeconds(0.001) });
        Channel[] gauges =
        [
            Channel.Gauge(gpu, "utilization", MetricUnit.Percent), Channel.Gauge(gpu, "memory_used", MetricUnit.Bytes), Channel.Gauge(gpu, "temperature", MetricUnit.Celsius),
            Channel.Gauge(gpu, "pcie_tx_rate", MetricUnit.BytesPerSecond), Channel.Gauge(new Device("user", DeviceKind.User), "loss", MetricUnit.None),
        ];
        for (int tenth = 0; tenth <= 100; tenth++)
        {
            TimeSpan at = TimeSpan.FromSeconds(tenth / 10.0);
            if (!gap || tenth is < 30 or > 70)
            {
                run.Add(power, at, watts);
            }

            run.Add(energy, at, tenth * 5);
            Array.ForEach(gauges, gauge => run.Add(gauge, at, tenth % 50));
        }

        if (phases)
        {
            run.AddPhase("prefill", TimeSpan.Zero, TimeSpan.FromSeconds(4));
            run.AddPhase("decode", TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(9));
        }

        return run.ToReport();
    }

    private static byte[] Bytes(MeterReport report, PictureFormat format, PictureKind kind, PictureOptions? options = null)
    {
        using MemoryStream stream = new();
        report.WritePicture(stream, format, kind, options);
        return stream.ToArray();
    }

    private static SKBitmap Png(MeterReport report, PictureKind kind, PictureOptions options) => SKBitmap.Decode(Bytes(report, PictureFormat.Png, kind, options));

    private static XDocument Xml(MeterReport report, PictureKind kind)
    {
        using MemoryStream stream = new(Bytes(report, PictureFormat.Svg, kind));
        return XDocument.Load(stream);
    }

    private static string[] Texts(XDocument picture) => [.. picture.Descendants(Svg + "text").Select(text => text.Value.Trim())];

    private static HashSet<SKColor> Colours(SKBitmap picture) => [.. picture.Pixels];

    // The first hue of the palette, #0072B2, as the line of the first device has it.
    private static bool IsLine(SKColor colour) => Math.Abs(colour.Red - 0x00) < 60 && Math.Abs(colour.Green - 0x72) < 40 && Math.Abs(colour.Blue - 0xB2) < 40;

    private static int LineColumns(MeterReport report)
    {
        using SKBitmap picture = Png(report, PictureKind.Power, new PictureOptions { Dpi = 96 });
        return Enumerable.Range(0, picture.Width).Count(x => Enumerable.Range(0, picture.Height).Any(y => IsLine(picture.GetPixel(x, y))));
    }
}
