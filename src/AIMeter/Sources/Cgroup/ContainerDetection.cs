namespace AIMetering.Sources.Cgroup;

/// <summary>Looks for signs that this process runs in a container. No sign proves that it does not.</summary>
internal static class ContainerDetection
{
    private static readonly (string Word, string Kind)[] PathWords =
    [
        ("kubepods", "Kubernetes"), ("docker", "Docker"), ("libpod", "Podman"), ("containerd", "containerd"), ("lxc", "LXC"),
    ];

    /// <summary>Says which kind of container this is and by what sign.</summary>
    /// <returns>Such as <c>Docker (/.dockerenv)</c>; null when there is no sign of one.</returns>
    public static string? Describe(SourceEnvironment environment)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(environment.ProcRoot)) ?? "/";
        string? cgroups = FileText.TryRead(Path.Combine(environment.ProcRoot, "self", "cgroup"));
        return Describe(path => File.Exists(Path.Join(root, path)), Environment.GetEnvironmentVariable, cgroups);
    }

    /// <summary>Weighs the signs, the most telling first.</summary>
    /// <param name="exists">Whether a file is there.</param>
    /// <param name="variable">The value of an environment variable.</param>
    /// <param name="cgroups">The text of <c>/proc/self/cgroup</c>.</param>
    internal static string? Describe(Func<string, bool> exists, Func<string, string?> variable, string? cgroups)
    {
        if (variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 })
        {
            return "Kubernetes (KUBERNETES_SERVICE_HOST)";
        }

        if (exists("/run/.containerenv"))
        {
            return "Podman (/run/.containerenv)";
        }

        if (exists("/.dockerenv"))
        {
            return "Docker (/.dockerenv)";
        }

        return FromPath(cgroups ?? "") ?? FromVariable(variable);
    }

    private static string? FromPath(string cgroups)
    {
        foreach ((string word, string kind) in PathWords)
        {
            if (cgroups.Contains(word, StringComparison.Ordinal))
            {
                return $"{kind} (/proc/self/cgroup)";
            }
        }

        return null;
    }

    private static string? FromVariable(Func<string, string?> variable) =>
        variable("container") is { Length: > 0 } kind ? $"{kind} (container)"
        : variable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1" ? "container (DOTNET_RUNNING_IN_CONTAINER)"
        : null;
}
