#!/usr/bin/env bash
# Builds what users write, as users have it: outside this repository, from the packed packages alone.
# Usage: consume-packages.sh FOLDER-OF-PACKAGES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
repository=$PWD
feed=$(cd "$1" && pwd)
package=$(basename "$(ls "$feed"/AIMeter.[0-9]*.nupkg)" .nupkg)
version=${package#AIMeter.}

complain() { echo "$1" >&2; exit 1; }

# A package cache of its own, or an older build of the same version would be used; other packages come from the usual cache.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
NUGET_FALLBACK_PACKAGES=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_FALLBACK_PACKAGES NUGET_PACKAGES=$place/cache
packed=(-p:UsePackedAIMeter=true "-p:AIMeterVersion=$version" "-p:RestoreAdditionalProjectSources=$feed")
echo "Packages $version from $feed, consumed in $place"

ids=() ready=() # all packages; those that say they are ready for Native AOT (the SDK writes that into the assembly)
for package in "$feed"/*."$version".nupkg; do
  id=$(basename "$package" ".$version.nupkg")
  [ -f "tests/AIMeter.AotSmoke/Uses/$id.cs" ] || complain "Nothing uses $id: show what a user does with it in tests/AIMeter.AotSmoke/Uses/$id.cs."
  ids+=("$id")
  ! grep -qa IsAotCompatible < <(unzip -p "$package" "lib/net10.0/$id.dll") || ready+=("$id")
done

samples() {
  mkdir "$place/repository"
  cp -r samples Directory.Build.props Directory.Packages.props global.json "$place/repository/"
  cd "$place/repository"
  rm -rf samples/models
  find . -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
  for project in samples/*/*.csproj; do
    echo "-- $project"
    dotnet build "$project" "${packed[@]}"
  done
}

# A folder of its own, without a file of ours above it; a source beside those that the machine has is all that it is told.
fresh() {
  mkdir "$place/fresh"
  cd "$place/fresh"
  echo "<configuration><packageSources><add key=\"packed\" value=\"$feed\" /></packageSources></configuration>" > nuget.config
}

reference() { echo "  <ItemGroup><PackageReference Include=\"$1\" Version=\"${2:-$version}\" /></ItemGroup>"; } # as `dotnet package add` does

everything() {
  dotnet new console -o everything --no-restore
  local project=everything/everything.csproj telemetry
  telemetry=$(sed -n 's/.*"OpenTelemetry" Version="\([^"]*\)".*/\1/p' "$repository/Directory.Packages.props")
  sed -i '/<\/Project>/d' "$project"
  { for id in "${ids[@]}"; do reference "$id"; done
    reference OpenTelemetry "$telemetry" # AIMeter.OpenTelemetry brings the API; the SDK is for the program to choose
    echo '</Project>'; } >> "$project"
  cp "$repository"/tests/AIMeter.AotSmoke/*.cs "$repository"/tests/AIMeter.AotSmoke/Uses/*.cs everything/
  dotnet build everything -warnaserror
  dotnet everything/bin/Debug/net10.0/everything.dll "${ids[@]}"
}

# One program for each package, which references nothing else.
each() {
  for id in "${ids[@]}"; do
    mkdir -p "each/$id"
    { echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework>'
      echo '<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>'
      reference "$id"
      echo '</Project>'; } > "each/$id/bare.csproj"
    echo 'using var meter = AIMeter.Start("bare"); Console.WriteLine(meter.Stop().Duration >= TimeSpan.Zero);' > "each/$id/Program.cs"
  done
  cat > each/all.proj <<'END'
<Project>
  <ItemGroup><Bare Include="*/bare.csproj" /></ItemGroup>
  <!-- A property more, or the build would see the projects as they were before the restore. -->
  <Target Name="Restore"><MSBuild Projects="@(Bare)" Targets="Restore" Properties="Restoring=true" /></Target>
  <Target Name="Build"><MSBuild Projects="@(Bare)" BuildInParallel="true" /></Target>
</Project>
END
  dotnet build each/all.proj -warnaserror -v quiet
  if dotnet build each/AIMeter.Csv --no-restore -p:AIMeterImplicitUsings=false > bare.log 2>&1; then
    complain 'AIMeterImplicitUsings=false did not turn the implicit using off.'
  fi
  grep -q CS0103 bare.log || { cat bare.log; exit 1; }
  echo "${#ids[@]} packages: AIMeter.Start() needs no using line with any of them; AIMeterImplicitUsings=false turns that off"
}

ahead_of_time() {
  cd "$place/repository"
  mkdir tests
  cp -r "$repository/tests/AIMeter.AotSmoke" tests/
  rm -rf tests/*/bin tests/*/obj
  for id in "${ids[@]}"; do
    [[ " ${ready[*]} " == *" $id "* ]] || rm "tests/AIMeter.AotSmoke/Uses/$id.cs"
  done
  local linker=()
  command -v clang > /dev/null || linker=(-p:CppCompilerAndLinker=gcc)
  dotnet publish tests/AIMeter.AotSmoke -c Release -p:PublishAot=true "${linker[@]}" "${packed[@]}" -o aot
  ls -l aot/AIMeter.AotSmoke
  ./aot/AIMeter.AotSmoke "${ready[@]}"
}

samples
fresh
echo '-- A new console program with every package'
everything
echo '-- A console program for each package, without a using line'
each
echo "-- Native AOT, without a warning: ${ready[*]}"
ahead_of_time
