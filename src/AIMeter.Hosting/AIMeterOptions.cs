namespace AIMetering.Hosting;

/// <summary>What a service wants measured. Read from the section <c>AIMeter</c> of the configuration, then set by code.</summary>
/// <remarks>Bad values stop the host's start with a message that names every one of them, each with its key, value and remedy.</remarks>
public sealed class AIMeterOptions
{
    /// <summary>The section of the configuration that is read when none is given.</summary>
    public const string SectionName = "AIMeter";

    /// <summary>Gets or sets whether anything is measured.</summary>
    /// <value>The default is true. When false no session starts, requests get no header, and the health check says so.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets the name of the session in its report.</summary>
    /// <value>Null takes the name of the application.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets how often sources are read.</summary>
    /// <value>From 1 ms to 1 h; the default is 100 ms. In configuration: <c>100 ms</c>, <c>2 s</c>, <c>1 min</c> or <c>00:00:00.1</c>.</value>
    public TimeSpan SampleEvery { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the GPUs that are measured, by index, UUID or PCI bus id.</summary>
    /// <value>Empty measures all that are visible. In configuration: a list, or text with commas.</value>
    public IList<string> Gpus { get; } = [];

    /// <summary>Gets the devices without whose energy the service counts as unhealthy.</summary>
    /// <value>Ids such as <c>cpu0</c> or <c>gpu3</c>, or kinds such as <c>cpu</c>, <c>gpu</c>, <c>memory</c>, which one device of the kind meets. Empty by default.</value>
    public IList<string> Require { get; } = [];

    /// <summary>Gets or sets where the power is drawn, as for <see cref="MeterConfiguration.InRegion(string)"/>: <c>DE</c>, <c>US-CA</c>, <c>aws:eu-west-1</c>.</summary>
    /// <value>Null tells energy only; no place is guessed.</value>
    public string? Region { get; set; }

    /// <summary>Gets or sets the power usage effectiveness of the site.</summary>
    /// <value>1 or more; null takes what the cloud region's provider publishes, else 1.</value>
    public double? Pue { get; set; }

    /// <summary>Gets or sets whether the host must not start without the CPU's energy and the GPUs asked for, nor with an output that cannot be written.</summary>
    /// <value>The default is false: what is missing is told by log and health check, and the service runs.</value>
    public bool Strict { get; set; }

    /// <summary>Gets or sets whether a model stands in where the CPU has no energy sensor.</summary>
    /// <value>The default is true; its figures are labelled as estimates.</value>
    public bool Estimates { get; set; } = true;

    /// <summary>Gets or sets whether the profiling counters of GPUs are read, which costs power.</summary>
    /// <value>The default is false.</value>
    public bool ProfileGpus { get; set; }

    /// <summary>Gets or sets where sysfs is, such as <c>/host/sys</c> in a container.</summary>
    /// <value>Null takes <c>/sys</c>.</value>
    public string? SysRoot { get; set; }

    /// <summary>Gets or sets where procfs is, such as <c>/host/proc</c> in a container.</summary>
    /// <value>Null takes <c>/proc</c>.</value>
    public string? ProcRoot { get; set; }

    /// <summary>Gets or sets the file or folder to which the report is written as JSON when the host stops.</summary>
    /// <value>Null writes none.</value>
    public string? Json { get; set; }

    /// <summary>Gets or sets the file or folder to which the report is written as a page when the host stops.</summary>
    /// <value>Null writes none.</value>
    public string? Html { get; set; }

    /// <summary>Gets or sets the response header by which <c>UseAIMeter()</c> of the package <c>AIMeter.AspNetCore</c> tells a request its share of the energy.</summary>
    /// <value>
    /// Null or empty, the default, sends none: energy tells a client what the machine does beside, and in the worst case what it computes
    /// (PLATYPUS, CVE-2020-8694). Name one, such as <c>AIMeter-Energy</c>, where every client may know. Without that package it has no effect.
    /// </value>
    public string? Header { get; set; }

    /// <summary>Gets or sets what else is configured, by code alone: sources, providers and outputs of your own.</summary>
    /// <value>Called when the host starts; again, with another configuration, when the session could not start with the outputs above.</value>
    public Action<MeterConfiguration>? Configure { get; set; }

    /// <summary>Gets or sets the section that was read, for messages.</summary>
    internal string Section { get; set; } = SectionName;

    /// <summary>Gets what the configuration said and could not be understood.</summary>
    internal List<string> Misread { get; } = [];
}
