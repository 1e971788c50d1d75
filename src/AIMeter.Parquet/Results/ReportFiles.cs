namespace AIMetering.Export;

/// <summary>Writes the run of a report that is finished.</summary>
internal static class ReportFiles
{
    public static string Save(MeterReport report, string root, string host)
    {
        RunFolder run = RunFolder.Of(root, host, RunFiles.Stem(report));
        try
        {
            Directory.CreateDirectory(run.Path);
            using RunLock held = RunLock.TryTake(run) ?? throw new IOException("another process writes this run");
            Write(report, run, host);
            held.Remove();
            return run.Path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"SaveParquet cannot write the run '{run.Path}': {error.Message.TrimEnd('.')}. Free disk space, or name another folder that can be written.", error);
        }
    }

    private static void Write(MeterReport report, RunFolder run, string host)
    {
        if (run.Journals().Length > 0 || ManifestFile.TryRead(run) is { Samples: RunManifest.Streamed })
        {
            throw new IOException("this run was streamed there with every reading, which the samples of its report may not replace");
        }

        RunManifest manifest = Descriptions.Describe(report, host);
        RunPart[] parts = new KeptSamples(run, manifest, report).Write();
        foreach (string left in run.Parts()[parts.Count(part => part.Rows > 0)..])
        {
            File.Delete(left);
        }

        ResultTables.Write(run, manifest, report);
        ManifestFile.Write(run, Descriptions.Finish(manifest, report) with { Parts = parts });
    }
}
