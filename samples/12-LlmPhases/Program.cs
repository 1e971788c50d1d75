// Prefill and decode apart: what does a token cost in each, and does it cost the same under another runtime?
//
// One model (Llama architecture, 16 million random weights from a fixed seed) on two back ends: plain C#, and ONNX Runtime with a
// graph that this program writes. Both answer the same prompts greedily, so they must write the same token ids; only where two tokens
// score alike but for rounding may each take its own.
//
//   dotnet run --project samples/12-LlmPhases                # one thread each
//   dotnet run --project samples/12-LlmPhases -- 4 32        # four threads, 32 prompts: longer phases, tighter bounds
//
// Exit codes: 0 both wrote the same, 1 they did not or the model is wrong, 2 wrong arguments.
using AIMetering;
using FirstMeter.Model;
using LlmPhases;
using LlmPhases.BackEnds;
using LlmPhases.Onnx;
using Microsoft.ML.OnnxRuntime;

const int Rounds = 5, PromptTokens = 128, NewTokens = 32;
if (Arguments.Read(args) is not var (threads, count))
{
    return Arguments.Wrong;
}

var shape = new LlamaConfig(Width: 384, Layers: 8, QueryHeads: 6, KeyValueHeads: 3, Hidden: 1024, Vocabulary: 8000, Context: 256);
LlamaWeights weights = LlamaWeights.Random(shape, seed: 42);
int[] vocabulary = [.. Enumerable.Range(0, shape.Vocabulary)];
int[][] prompts = [.. Enumerable.Range(1, count).Select(number => new Random(number).GetItems(vocabulary, PromptTokens))];

using InferenceSession session = OnnxDecoder.Load(new LlamaGraph(weights).Write(), threads);
BackEnd csharp = new("C#", () => new CSharpDecoder(weights, threads));
BackEnd onnx = new("ONNX Runtime", () => new OnnxDecoder(session, shape));

// Outside of what is measured: the first passes, which compile code and lay out weights.
if (SelfCheck.Run([csharp, onnx], prompts[0]) is { } fault)
{
    Console.Error.WriteLine(fault);
    return 1;
}

// In turn, so that what drifts, such as a machine that gets warm, meets both.
List<MeterReport> ofCSharp = [], ofOnnx = [];
List<int[]> answers = [];
for (int round = 0; round < Rounds; round++)
{
    ofCSharp.Add(Measure(csharp));
    ofOnnx.Add(Measure(onnx));
}

Console.WriteLine($"{weights.Parameters / 1e6:F1} M parameters, {threads} thread(s), {Rounds} rounds of {count} prompts:");
Console.WriteLine($"{PromptTokens} tokens read and {NewTokens} written for each.\n");
ComparisonTable.Print(ofCSharp, ofOnnx);

int parted = answers.Count(answer => !answer.SequenceEqual(answers[0]));
bool agree = answers.TrueForAll(answer => prompts.Zip(answers[0].Chunk(NewTokens), answer.Chunk(NewTokens))
    .All(each => SelfCheck.Agree(csharp, each.First, each.Second, each.Third)));
string verdict = parted == 0 ? $"all {answers[0].Length} the same in all {answers.Count} runs"
    : agree ? $"{parted} of {answers.Count} runs part from the first, where rounding decides between two tokens" : "DIFFERENT from run to run";
Console.WriteLine($"\nToken ids: {string.Join(' ', answers[0].Take(8))} ... {verdict}");
return agree ? 0 : 1;

MeterReport Measure(BackEnd backEnd)
{
    IDecoder[] decoders = [.. prompts.Select(_ => backEnd.Begin())];
    var ids = new int[count, NewTokens];
    using MeterSession meter = AIMeter.Start(backEnd.Name);

    using (PhaseScope prefill = meter.Phase("prefill"))
    {
        for (int i = 0; i < count; i++)
        {
            ids[i, 0] = decoders[i].Next(prompts[i]);
        }

        prefill.Count("input tokens", count * PromptTokens);
    }

    using (PhaseScope decode = meter.Phase("decode"))
    {
        for (int i = 0; i < count; i++)
        {
            for (int written = 1; written < NewTokens; written++)
            {
                ids[i, written] = decoders[i].Next(ids[i, written - 1]);
            }
        }

        decode.Count("output tokens", count * (NewTokens - 1)); // the first came out of the prefill
    }

    MeterReport report = meter.Stop();
    Array.ForEach(decoders, decoder => decoder.Dispose());
    answers.Add([.. ids.Cast<int>()]);
    return report;
}
