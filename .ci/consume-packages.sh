#!/usr/bin/env bash
# Builds what users write, as users have it: outside this repository, from the packed packages alone.
# Usage: consume-packages.sh FOLDER-OF-PACKAGES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
feed=$(cd "$1" && pwd)
package=$(basename "$(ls "$feed"/AIMeter.[0-9]*.nupkg)" .nupkg)
version=${package#AIMeter.}

# A package cache of its own, or an older build of the same version would be used; other packages come from the usual cache.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
NUGET_FALLBACK_PACKAGES=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_FALLBACK_PACKAGES NUGET_PACKAGES=$place/cache
packed=(-p:UsePackedAIMeter=true "-p:AIMeterVersion=$version" "-p:RestoreAdditionalProjectSources=$feed")
echo "Packages $version from $feed, consumed in $place"

mkdir "$place/tests"
cp -r samples "$place/samples"
cp -r tests/AIMeter.AotSmoke "$place/tests/"
cp Directory.Build.props Directory.Packages.props global.json "$place/"
find "$place" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
rm -rf "$place/samples/models"
cd "$place"

for project in samples/*/*.csproj; do
  echo "-- $project"
  dotnet build "$project" "${packed[@]}"
done

echo '-- A console program without a using line, and one that turned that off'
mkdir bare
cat > bare/Program.cs <<'END'
using var meter = AIMeter.Start("bare");
Console.WriteLine(meter.Stop().Duration >= TimeSpan.Zero ? "bare: AIMeter.Start() needs no using line" : "");
END
cat > bare/bare.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
  <ItemGroup><PackageReference Include="AIMeter" VersionOverride="$(AIMeterVersion)" /></ItemGroup>
</Project>
END
dotnet build bare "${packed[@]}"
dotnet bare/bin/Debug/net10.0/bare.dll
if dotnet build bare --no-restore "${packed[@]}" -p:AIMeterImplicitUsings=false > bare.log 2>&1; then
  echo 'AIMeterImplicitUsings=false did not turn the implicit using off.' >&2
  exit 1
fi
grep -q CS0103 bare.log || { cat bare.log; exit 1; }

echo '-- Native AOT'
linker=()
command -v clang > /dev/null || linker=(-p:CppCompilerAndLinker=gcc)
dotnet publish tests/AIMeter.AotSmoke -c Release -p:PublishAot=true "${linker[@]}" "${packed[@]}" -o aot
ls -l aot/AIMeter.AotSmoke
./aot/AIMeter.AotSmoke
