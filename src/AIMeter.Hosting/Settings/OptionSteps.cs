using System.Globalization;
using Microsoft.Extensions.Options;

namespace AIMetering.Hosting.Settings;

/// <summary>What options mean to the configuration of a session. The check of the options takes the same steps as the start.</summary>
internal sealed class OptionSteps : IValidateOptions<AIMeterOptions>
{
    private static readonly (string Key, Func<AIMeterOptions, string?> Value, Action<AIMeterOptions, MeterConfiguration> Take)[] Measuring =
    [
        (nameof(AIMeterOptions.SampleEvery), options => options.SampleEvery.ToString(null, CultureInfo.InvariantCulture), (options, meter) => meter.SampleEvery(options.SampleEvery)),
        (nameof(AIMeterOptions.Gpus), options => options.Gpus.Count == 0 ? null : string.Join(',', options.Gpus), (options, meter) => meter.OnGpus([.. options.Gpus])),
        (nameof(AIMeterOptions.Region), options => options.Region, (options, meter) => meter.InRegion(options.Region!)),
        (nameof(AIMeterOptions.Pue), options => options.Pue?.ToString(CultureInfo.InvariantCulture), (options, meter) => meter.WithPue(options.Pue!.Value)),
        (nameof(AIMeterOptions.SysRoot), options => options.SysRoot, (options, meter) => meter.WithSysRoot(options.SysRoot!)),
        (nameof(AIMeterOptions.ProcRoot), options => options.ProcRoot, (options, meter) => meter.WithProcRoot(options.ProcRoot!)),
        (nameof(AIMeterOptions.Strict), options => options.Strict ? "true" : null, (_, meter) => meter.Strict()),
        (nameof(AIMeterOptions.Estimates), options => options.Estimates ? null : "false", (_, meter) => meter.WithoutEstimates()),
        (nameof(AIMeterOptions.ProfileGpus), options => options.ProfileGpus ? "true" : null, (_, meter) => meter.ProfileGpus()),
    ];

    private static readonly (string Key, Func<AIMeterOptions, string?> Value, Action<AIMeterOptions, MeterConfiguration> Take)[] Outputs =
    [
        (nameof(AIMeterOptions.Json), options => options.Json, (options, meter) => meter.WriteTo.Json(options.Json!)),
        (nameof(AIMeterOptions.Html), options => options.Html, (options, meter) => meter.WriteTo.Html(options.Html!)),
    ];

    /// <summary>Configures a session.</summary>
    /// <param name="options">Options that were checked.</param>
    /// <param name="name">The session's name where the options give none.</param>
    /// <param name="withOutputs">Whether the outputs of the options are written.</param>
    public static MeterConfiguration Configure(AIMeterOptions options, string name, bool withOutputs)
    {
        MeterConfiguration meter = AIMeter.Configure(options.Name ?? name);
        foreach ((_, Func<AIMeterOptions, string?> value, Action<AIMeterOptions, MeterConfiguration> take) in withOutputs ? [.. Measuring, .. Outputs] : Measuring)
        {
            if (value(options) is not null)
            {
                take(options, meter);
            }
        }

        options.Configure?.Invoke(meter);
        return meter;
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AIMeterOptions options)
    {
        string[] faults = [.. options.Misread, .. Measuring.Concat(Outputs).Select(step => Fault(step, options)).OfType<string>(), .. Header(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? Fault((string Key, Func<AIMeterOptions, string?> Value, Action<AIMeterOptions, MeterConfiguration> Take) step, AIMeterOptions options)
    {
        if (step.Value(options) is not { } value)
        {
            return null;
        }

        try
        {
            step.Take(options, AIMeter.Configure());
            return null;
        }
        catch (ArgumentException error)
        {
            return $"{options.Section}:{step.Key} is '{value}': {error.Message.Split(" (Parameter ")[0]}";
        }
    }

    // A header's name is a token (RFC 9110, 5.6.2).
    private static IEnumerable<string> Header(AIMeterOptions options)
    {
        if (options.Header is { } header && header.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"!#$%&'*+-.^_`|~".Contains(letter)))
        {
            yield return $"{options.Section}:{nameof(AIMeterOptions.Header)} is '{options.Header}': the name of a header holds letters, digits and hyphens, such as 'AIMeter-Energy'; leave it out to send none.";
        }
    }
}
