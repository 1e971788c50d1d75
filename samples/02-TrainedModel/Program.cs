using System.Diagnostics;
using TrainedModel.Drawing;
using TrainedModel.Ocr;

string dir = "/tmp/wt/samples/models/ppocr-v4/";
using var det = new TextDetector(dir + "ch_PP-OCRv4_det_infer.onnx");
using var rec = new TextRecognizer(dir + "ch_PP-OCRv4_rec_infer.onnx", dir + "ppocr_keys_v1.txt");
var random = new Random(1);
int wrong = 0, all = 0; double dt = 0, rt = 0;
for (int r = 0; r < 60; r++)
{
    string[] lines = [$"ENERGY {random.Next(10, 1000) / 10m:F1} KWH", $"CARBON {random.Next(10, 1000) / 10m:F1} KG", $"TOKENS {random.Next(100000)}", "MEASURED NOT GUESSED"];
    GrayImage page = Page.Draw(lines);
    var c = Stopwatch.StartNew();
    var boxes = det.Detect(ImageTensor.ForDetection(page));
    dt += c.Elapsed.TotalMilliseconds; c.Restart();
    string[] read = [.. boxes.Select(b => rec.Recognize(page, b))];
    rt += c.Elapsed.TotalMilliseconds;
    all += lines.Length;
    if (boxes.Count != 4) Console.WriteLine("boxes " + boxes.Count);
    foreach (var (a, b) in lines.Zip(read)) if (a != b) { wrong++; Console.WriteLine($"{a} -> {b}"); }
}
Console.WriteLine($"{wrong} of {all}; det {dt / 60:F1} ms/page, rec {rt / all:F1} ms/line, RSS {Environment.WorkingSet / 1e6}");
