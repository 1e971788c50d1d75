using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace AIMetering.Hosting.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void A_file_sets_every_option_and_the_environment_goes_over_the_file()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, """
            { "AIMeter": { "Name": "api", "SampleEvery": "250 ms", "Gpus": [ "0", "1" ], "Require": "cpu, gpu0", "Region": "FR", "Pue": 1.25, "Strict": true,
              "Estimates": false, "ProfileGpus": true, "SysRoot": "/sys", "ProcRoot": "/proc", "Json": "runs", "Html": "runs/run.html", "Header": "", "Enabled": false } }
            """);
        const string Variable = "HOSTINGTEST_AIMeter__Region";
        Environment.SetEnvironmentVariable(Variable, "DE");
        AIMeterOptions options;
        try
        {
            options = Read(builder => builder.AddJsonFile(file).AddEnvironmentVariables("HOSTINGTEST_"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        Assert.Equal(("api", TimeSpan.FromMilliseconds(250), "DE", 1.25), (options.Name, options.SampleEvery, options.Region, options.Pue!.Value));
        Assert.Equal((true, false, true, false), (options.Strict, options.Estimates, options.ProfileGpus, options.Enabled));
        Assert.Equal(("/sys", "/proc", "runs", "runs/run.html", null), (options.SysRoot, options.ProcRoot, options.Json, options.Html, options.Header));
        Assert.Equal(["0", "1"], options.Gpus);
        Assert.Equal(["cpu", "gpu0"], options.Require);
    }

    [Theory]
    [InlineData("100 ms", 100)]
    [InlineData("2s", 2000)]
    [InlineData("1 min", 60_000)]
    [InlineData("1 h", 3_600_000)]
    [InlineData("00:00:00.05", 50)]
    [InlineData("0.5 s", 500)]
    public void A_time_carries_its_unit(string text, double milliseconds) =>
        Assert.Equal(milliseconds, Read(("AIMeter:SampleEvery", text)).SampleEvery.TotalMilliseconds);

    [Theory]
    [InlineData("SampleEvery", "100", "AIMeter:SampleEvery is '100': write a time with its unit")]
    [InlineData("SampleEvery", "2 h", "SampleEvery takes 1 ms to 1 h")]
    [InlineData("SampleEvery", "soon", "AIMeter:SampleEvery is 'soon'")]
    [InlineData("Strict", "yes", "AIMeter:Strict is 'yes': write true or false")]
    [InlineData("Pue", "0.9", "AIMeter:Pue is '0.9': WithPue takes site energy over computer energy, 1 or more")]
    [InlineData("Pue", "1,2", "AIMeter:Pue is '1,2': write a number with a point")]
    [InlineData("Region", "DEX", "AIMeter:Region is 'DEX'")]
    [InlineData("Gpus", "0,0", "AIMeter:Gpus is '0,0': OnGpus takes each GPU once")]
    [InlineData("SysRoot", "/nowhere/at/all", "AIMeter:SysRoot is '/nowhere/at/all'")]
    [InlineData("Header", "My Header", "AIMeter:Header is 'My Header': the name of a header holds letters")]
    [InlineData("Regoin", "DE", "AIMeter:Regoin is not an option of AIMeter. Did you mean Region?")]
    [InlineData("sampleevry", "1 s", "Did you mean SampleEvery?")]
    [InlineData("Xylophone", "1", "There are Enabled, Name, SampleEvery")]
    [InlineData("Region:Code", "DE", "AIMeter:Region takes one value, and holds the keys Code")]
    [InlineData("Enabled:Value", "false", "AIMeter:Enabled takes one value, and holds the keys Value")]
    [InlineData("Gpus:0:Index", "1", "AIMeter:Gpus is '': write a list of texts, or one text with commas.")]
    public void A_bad_value_is_named_with_its_key_and_what_to_write(string key, string value, string expected)
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Read(($"AIMeter:{key}", value)));
        Assert.Contains(expected, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_does_not_start_on_bad_options_and_all_faults_are_told_at_once()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Values(("AIMeter:Pue", "0.5"), ("AIMeter:Regoin", "DE"), ("AIMeter:SampleEvery", "7")));
        builder.Services.AddAIMeter();
        using IHost host = builder.Build();
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, error.Failures.Count());
        Assert.Null(host.Services.GetRequiredService<ServiceMeter>().Session);
    }

    [Fact]
    public void A_section_of_another_name_can_be_given_and_code_has_the_last_word()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Values(("Energy:Region", "FR"), ("Energy:Name", "a"), ("AIMeter:Region", "DE"))).Build();
        using ServiceProvider services = new ServiceCollection().AddSingleton(configuration)
            .AddAIMeter(configuration.GetSection("Energy")).Configure<AIMeterOptions>(options => options.Name = "b").BuildServiceProvider();
        AIMeterOptions read = services.GetRequiredService<IOptions<AIMeterOptions>>().Value;
        Assert.Equal(("FR", "b"), (read.Region, read.Name));
    }

    [Fact]
    public void A_value_in_place_of_the_section_is_not_passed_over()
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Read(("AIMeter", "false")));
        Assert.Equal("AIMeter is 'false', but holds options: write AIMeter:Enabled to turn measuring on or off.", Assert.Single(error.Failures));
    }

    [Fact]
    public void A_fault_names_the_key_where_it_stands_in_the_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Values(("Ops:Energy:Pue", "0.5"))).Build();
        using ServiceProvider services = new ServiceCollection().AddSingleton(configuration)
            .AddAIMeter(configuration.GetSection("Ops:Energy")).BuildServiceProvider();
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AIMeterOptions>>().Value);
        Assert.StartsWith("Ops:Energy:Pue is '0.5': ", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_configuration_is_no_section()
    {
        IConfiguration whole = new ConfigurationBuilder().AddInMemoryCollection(Values(("AIMeter:Region", "DE"), ("Logging:LogLevel:Default", "Warning"))).Build();
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAIMeter(whole));
        Assert.StartsWith("AddAIMeter takes a section, such as configuration.GetSection(\"AIMeter\"); this is the whole configuration.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Added_twice_it_reads_the_configuration_once_and_code_keeps_the_last_word()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Values(("AIMeter:Name", "file"), ("AIMeter:Regoin", "DE"))).Build();
        using ServiceProvider services = new ServiceCollection().AddSingleton(configuration)
            .AddAIMeter(options => options.Name = "code").AddAIMeter().AddAIMeter(options => options.Pue = 0.5).BuildServiceProvider();
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AIMeterOptions>>().Value);
        Assert.Equal(2, error.Failures.Count());

        using ServiceProvider good = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Values(("AIMeter:Name", "file"))).Build())
            .AddAIMeter(options => options.Name = "code").AddAIMeter().BuildServiceProvider();
        Assert.Equal("code", good.GetRequiredService<IOptions<AIMeterOptions>>().Value.Name);
    }

    [Fact]
    public async Task A_file_that_changes_while_the_service_runs_harms_nothing_and_counts_at_the_next_start()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Values(("AIMeter:Name", "before")));
        builder.Services.AddAIMeter(options => options.Configure = new Spender().Only);
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        ((IConfigurationRoot)builder.Configuration)["AIMeter:Pue"] = "nonsense";
        ((IConfigurationRoot)builder.Configuration).Reload();
        ServiceMeter meter = host.Services.GetRequiredService<ServiceMeter>();
        Assert.Equal(("before", false), (meter.Session!.Name, meter.Session.IsStopped));
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal("before", meter.Report!.Name);
    }

    private static AIMeterOptions Read(params (string Key, string Value)[] values) => Read(builder => builder.AddInMemoryCollection(Values(values)));

    private static AIMeterOptions Read(Action<IConfigurationBuilder> configure)
    {
        ConfigurationBuilder builder = new();
        configure(builder);
        using ServiceProvider services = new ServiceCollection().AddSingleton<IConfiguration>(builder.Build()).AddAIMeter().BuildServiceProvider();
        return services.GetRequiredService<IOptions<AIMeterOptions>>().Value;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Values(params (string Key, string Value)[] values) =>
        values.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value));
}
