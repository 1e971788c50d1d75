using System.Text.RegularExpressions;

namespace AIMetering.Tests.House;

/// <summary>The repository's own C# files, without comments and literals.</summary>
internal static partial class SourceTree
{
    private static readonly string[] Built = ["bin", "obj"];

    private static readonly string Root = FindRoot();

    /// <summary>The files under a folder of the repository; none when there is no such folder.</summary>
    public static IEnumerable<SourceFile> Under(string folder)
    {
        string path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
                .Where(file => !file.Split('/').Any(Built.Contains))
                .Select(file => new SourceFile(file, File.ReadAllText(Path.Combine(path, file))))
            : [];
    }

    public static string Code(string text) => CommentOrLiteral().Replace(text, match => match.Value[0] == '/' ? " " : "\"\"");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AIMeter.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above the tests holds AIMeter.sln.");
    }

    // A quote inside a comment and a comment inside a literal: whichever begins first wins. Raw literals come before plain ones.
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\"{3,}.*?\"{3,}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral();
}

/// <summary>A C# file.</summary>
/// <param name="Path">Its path below the folder that was asked for, with forward slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Code { get; } = SourceTree.Code(Text);

    public int Lines => Text.AsSpan().Count('\n');

    public override string ToString() => Path;
}
