using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Writes and reads manifests.</summary>
internal static class ManifestFile
{
    public static byte[] ToBytes(RunManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.RunManifest);

    public static void Write(RunFolder run, RunManifest manifest)
    {
        string temporary = run.Manifest + ".tmp";
        using (DirectStream file = DirectStream.Create(temporary))
        {
            file.Write(ToBytes(manifest));
            file.FlushToDisk();
        }

        File.Move(temporary, run.Manifest, overwrite: true);
    }

    /// <summary>Reads the manifest of a run.</summary>
    /// <exception cref="InvalidDataException">It is no manifest, damaged, or of a newer version.</exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    public static RunManifest Read(RunFolder run)
    {
        if (!File.Exists(run.Manifest))
        {
            throw new FileNotFoundException(
                $"'{run.Path}' holds no run of AIMeter: '{run.Manifest}' is not there. Name a folder such as 'runs/host=NAME/run=NAME'.", run.Manifest);
        }

        return FromBytes(File.ReadAllBytes(run.Manifest), $"The manifest '{run.Manifest}'");
    }

    /// <summary>The manifest; null where none can be read.</summary>
    public static RunManifest? TryRead(RunFolder run)
    {
        try
        {
            return Read(run);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static RunManifest FromBytes(ReadOnlySpan<byte> json, string what)
    {
        RunManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.RunManifest);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{what} is cut off or damaged: {error.Message}", error);
        }

        if (manifest is not { Format: RunManifest.FormatName, SchemaVersion: { } version })
        {
            throw new InvalidDataException($"{what} is JSON, but not of a run: it lacks \"format\": \"{RunManifest.FormatName}\" or its schema_version.");
        }

        return version is >= 1 and <= RunManifest.Newest ? manifest : throw new InvalidDataException(FormattableString.Invariant(
            $"{what} has schema version {version}; this version of AIMeter.Parquet reads versions 1 to {RunManifest.Newest}. Update the AIMeter.Parquet package."));
    }
}
