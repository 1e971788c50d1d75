// What does a token cost?
//
// A Llama-architecture decoder with 75.6 million parameters, in plain C#, goes through the phases of every language model:
// load, warm-up, prefill, decode. Its weights are random numbers from a fixed seed: it does the arithmetic of a trained model
// of this shape, but says nothing worth reading, so you get token ids. Nothing is downloaded but NuGet packages.
//
//   dotnet run --project samples/01-FirstMeter
//
// The report is printed, and every sample goes to CSV files in the folder "runs".
using AIMetering;
using AIMetering.Export;
using FirstMeter.Model;

const int NewTokens = 128;
int[] prompt = [.. Enumerable.Range(0, 256).Select(i => (i * 7919 + 13) % LlamaConfig.Tiny75M.Vocabulary)];

using MeterSession meter = AIMeter.Configure("tiny-llama 75M")
    .SampleEvery(TimeSpan.FromMilliseconds(100))
    .WriteTo.Console()
    .WriteTo.Csv("runs")
    .Start();

LlamaWeights weights;
using (meter.Phase("load"))
{
    weights = LlamaWeights.Random(LlamaConfig.Tiny75M, seed: 42);
}

using (meter.Phase("warm-up"))
{
    WarmUp.Run(weights, prompt.AsSpan(0, 32));
}

var decoder = new LlamaDecoder(weights);
int token;
using (var prefill = meter.Phase("prefill"))
{
    token = decoder.Next(prompt);
    prefill.Count("tokens", prompt.Length);
}

var answer = new List<int>();
using (var decode = meter.Phase("decode"))
{
    while (answer.Count < NewTokens)
    {
        answer.Add(token);
        token = decoder.Next(token);
    }

    decode.Count("tokens", answer.Count);
}

meter.Stop();
Console.WriteLine($"First token ids: {string.Join(' ', answer.Take(8))}");
