using System.Diagnostics;
using FirstMeter.Model;

var clock = Stopwatch.StartNew();
void Lap(string what, int tokens = 0) { Console.WriteLine($"{what} {clock.Elapsed.TotalSeconds:F2} s {tokens / clock.Elapsed.TotalSeconds:F1} tok/s"); clock.Restart(); }
LlamaWeights weights = LlamaWeights.Random(LlamaConfig.Tiny75M, seed: 42);
Lap($"load {weights.Parameters}");
int[] prompt = [.. Enumerable.Range(0, 256).Select(i => (i * 7919 + 13) % 16000)];
var a = new LlamaDecoder(weights); var b = new LlamaDecoder(weights);
float[] la = a.Scores(prompt.AsSpan(0, 32)); float[] lb = [];
foreach (int t in prompt.AsSpan(0, 32)) lb = b.Scores(t);
Console.WriteLine("distance " + System.Numerics.Tensors.TensorPrimitives.Distance<float>(la, lb) + " norm " + System.Numerics.Tensors.TensorPrimitives.Norm<float>(la));
Lap("warm-up");
var d = new LlamaDecoder(weights);
int next = d.Next(prompt);
Lap("prefill", prompt.Length);
var ids = new List<int>();
for (int i = 0; i < 128; i++) { ids.Add(next); next = d.Next(next); }
Lap("decode", 128);
Console.WriteLine(string.Join(' ', ids) + "  RSS " + Environment.WorkingSet / 1e6);
for (int r = 0; r < 4; r++) { clock.Restart(); new LlamaDecoder(weights).Next(prompt); Lap("prefill again", 256); }
