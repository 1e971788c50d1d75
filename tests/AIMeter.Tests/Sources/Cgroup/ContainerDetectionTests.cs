using AIMetering.Sources.Cgroup;
using Xunit;

namespace AIMetering.Tests.Sources.Cgroup;

public class ContainerDetectionTests
{
    [Theory]
    [InlineData("/.dockerenv", null, null, "Docker (/.dockerenv)")]
    [InlineData("/run/.containerenv", null, null, "Podman (/run/.containerenv)")]
    [InlineData("/.dockerenv", "KUBERNETES_SERVICE_HOST", null, "Kubernetes (KUBERNETES_SERVICE_HOST)")]
    [InlineData(null, "container", null, "lxc (container)")]
    [InlineData(null, null, "0::/system.slice/docker-4f2a.scope", "Docker (/proc/self/cgroup)")]
    [InlineData(null, null, "0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-1.scope", "Kubernetes (/proc/self/cgroup)")]
    [InlineData(null, null, "4:memory:/libpod_parent/libpod-9\n0::/", "Podman (/proc/self/cgroup)")]
    [InlineData(null, null, "0::/user.slice/user-1000.slice/session-2.scope", null)]
    [InlineData(null, null, null, null)]
    public void The_most_telling_sign_names_the_container(string? file, string? variable, string? cgroups, string? expected) =>
        Assert.Equal(expected, ContainerDetection.Describe(path => path == file, name => name == variable ? "lxc" : null, cgroups));

    [Fact]
    public void An_official_dotnet_image_is_known_by_its_variable() =>
        Assert.Equal(
            "container (DOTNET_RUNNING_IN_CONTAINER)",
            ContainerDetection.Describe(_ => false, name => name == "DOTNET_RUNNING_IN_CONTAINER" ? "true" : null, "0::/"));
}
