// Lists what each package brings along, with version, licence and address, in src/*/DEPENDENCIES.md, which is packed. It reads what was
// restored last, so restore first.
//
//   dotnet restore && dotnet run scripts/licences.cs               writes the lists
//   dotnet run scripts/licences.cs -- --check                      says what is out of date, and changes nothing
//
// Exit codes: 0 all is well; 1 a list is out of date, or a licence is not one that packages of AIMeter may bring.
#:property PublishAot=false
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

// Of several licences to choose from, one has to be here.
string[] allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

// Packages that state their licence by an address alone: what is written there, read by a person.
var readByHand = new Dictionary<string, string>
{
    ["https://github.com/MiloszKrajewski/K4os.Compression.LZ4/blob/master/LICENSE?raw=true"] = "MIT",
};

// What a nuspec does not tell.
var remarks = new Dictionary<string, string>
{
    ["SQLitePCLRaw.lib.e_sqlite3"] = "holds SQLite, which is in the public domain",
};

bool check = args.Contains("--check");
List<string> faults = [];
foreach (string project in Directory.GetFiles("src", "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
{
    string folder = Path.GetDirectoryName(project)!;
    string assets = Path.Combine(folder, "obj", "project.assets.json");
    if (!File.Exists(assets))
    {
        faults.Add($"{project} was not restored: run `dotnet restore` first.");
        continue;
    }

    string list = List(Path.GetFileNameWithoutExtension(project), project, assets);
    string target = Path.Combine(folder, "DEPENDENCIES.md");
    if (!check)
    {
        File.WriteAllText(target, list);
    }
    else if (!File.Exists(target) || File.ReadAllText(target) != list)
    {
        faults.Add($"{target} is out of date: run `dotnet run scripts/licences.cs` and commit what it writes.");
    }
}

faults.ForEach(Console.Error.WriteLine);
Console.WriteLine(faults.Count == 0 ? "Every dependency is listed, under a licence that is allowed." : $"{faults.Count} faults.");
return faults.Count == 0 ? 0 : 1;

string List(string name, string project, string assets)
{
    using JsonDocument restored = JsonDocument.Parse(File.ReadAllText(assets));
    string text = File.ReadAllText(project);
    var page = new StringBuilder();
    page.Append($"# What {name} brings along\n\n");
    page.Append("Made by `scripts/licences.cs` from the packages that it was built and tested with. A program may resolve newer ones.\n\n");
    page.Append("| package | version | licence | address | remarks |\n|---|---|---|---|---|\n");
    foreach (string ours in Ours(restored.RootElement))
    {
        page.Append($"| {ours} | of the same release | Apache-2.0 | | |\n");
    }

    List<Library> libraries = [.. Shipped(restored.RootElement).Select(Describe)];
    foreach (Library library in libraries)
    {
        page.Append($"| {library.Id} | {library.Version} | {library.Licence} | {library.Address} | {library.Remarks} |\n");
    }

    faults.AddRange(libraries.Where(library => !IsAllowed(library.Licence)).Select(library =>
        $"{name} brings {library.Id} {library.Version}, whose licence, {library.Licence}, is not among {string.Join(", ", allowed)}."));
    if (text.Contains("\"Microsoft.AspNetCore.App\"", StringComparison.Ordinal))
    {
        page.Append("\nIt runs on the shared framework Microsoft.AspNetCore.App (MIT, https://github.com/dotnet/aspnetcore), which it does not contain.\n");
    }

    if (text.Contains("THIRD-PARTY-NOTICES.txt", StringComparison.Ordinal))
    {
        page.Append("\nWhat the package itself contains of others, with the licences: `THIRD-PARTY-NOTICES.txt` beside this list.\n");
    }

    return page.ToString();
}

static Dictionary<string, JsonProperty> Nodes(JsonElement restored) =>
    restored.GetProperty("targets").EnumerateObject().Single(each => !each.Name.Contains('/')).Value.EnumerateObject()
        .ToDictionary(each => each.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase);

static bool Is(JsonProperty node, string type) => node.Value.GetProperty("type").GetString() == type;

static IEnumerable<string> Ours(JsonElement restored) =>
    Nodes(restored).Where(node => Is(node.Value, "project")).Select(node => node.Key).Order(StringComparer.Ordinal);

// Everything that a user of the project gets: not what only builds it.
static IEnumerable<string> Shipped(JsonElement restored)
{
    Dictionary<string, JsonProperty> byId = Nodes(restored);
    JsonElement framework = restored.GetProperty("project").GetProperty("frameworks").EnumerateObject().Single().Value;
    IEnumerable<string> direct = framework.TryGetProperty("dependencies", out JsonElement asked)
        ? asked.EnumerateObject().Where(each => !each.Value.TryGetProperty("suppressParent", out JsonElement kept) || kept.GetString() != "All").Select(each => each.Name)
        : [];

    var waiting = new Queue<string>(direct.Concat(Ours(restored)));
    var seen = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
    while (waiting.TryDequeue(out string? id))
    {
        if (byId.TryGetValue(id, out JsonProperty node) && seen.Add(id) && node.Value.TryGetProperty("dependencies", out JsonElement needs))
        {
            foreach (JsonProperty need in needs.EnumerateObject())
            {
                waiting.Enqueue(need.Name);
            }
        }
    }

    return seen.Select(id => byId[id]).Where(node => Is(node, "package")).Select(node => Folder(restored, node.Name));
}

static string Folder(JsonElement restored, string library)
{
    string path = restored.GetProperty("libraries").GetProperty(library).GetProperty("path").GetString()!;
    return restored.GetProperty("packageFolders").EnumerateObject().Select(each => Path.Combine(each.Name, path)).First(Directory.Exists);
}

Library Describe(string folder)
{
    XElement nuspec = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
    string? Value(string name) => nuspec.Elements().FirstOrDefault(each => each.Name.LocalName == name)?.Value;
    string id = Value("id")!;
    string? repository = nuspec.Elements().FirstOrDefault(each => each.Name.LocalName == "repository")?.Attribute("url")?.Value;
    string address = new[] { repository, Value("projectUrl") }.FirstOrDefault(each => each?.StartsWith("https://", StringComparison.Ordinal) == true) ?? "";
    return new Library(id, Value("version")!, Licence(folder, nuspec), address.EndsWith(".git", StringComparison.Ordinal) ? address[..^4] : address, Remarks(folder, id));
}

string Licence(string folder, XElement nuspec)
{
    XElement? licence = nuspec.Elements().FirstOrDefault(each => each.Name.LocalName == "license");
    string? address = nuspec.Elements().FirstOrDefault(each => each.Name.LocalName == "licenseUrl")?.Value;
    return licence?.Attribute("type")?.Value switch
    {
        "expression" => licence.Value,
        "file" => Recognise(File.ReadAllText(Path.Combine(folder, licence.Value.Replace('\\', '/')))),
        _ => address is not null && readByHand.TryGetValue(address, out string? known) ? known : $"unknown ({address ?? "none stated"})",
    };
}

// By a sentence that only that licence has.
static string Recognise(string text) =>
    text.Contains("Permission is hereby granted, free of charge, to any person obtaining a copy", StringComparison.Ordinal) ? "MIT"
    : text.Contains("Apache License", StringComparison.Ordinal) && text.Contains("Version 2.0, January 2004", StringComparison.Ordinal) ? "Apache-2.0"
    : "unknown (a file that is not recognised)";

string Remarks(string folder, string id)
{
    IEnumerable<string> notices = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file).Contains("notice", StringComparison.OrdinalIgnoreCase))
        .Select(file => $"notices: {Path.GetRelativePath(folder, file).Replace('\\', '/')}");
    return string.Join("; ", notices.Order(StringComparer.Ordinal).Prepend(remarks.GetValueOrDefault(id, "")).Where(each => each.Length > 0));
}

bool IsAllowed(string licence) => licence.Split(" OR ").Any(allowed.Contains);

internal sealed record Library(string Id, string Version, string Licence, string Address, string Remarks);
