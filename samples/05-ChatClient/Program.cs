// What does an answer cost, and what when several ask at once?
//
// A chat client in this process (the model of sample 01, random weights, no network) with UseAIMeter in its pipeline. One question
// alone, then four at once: the four share the machine's energy, and what they got adds up to what it used.
//
//   dotnet run --project samples/05-ChatClient
//
// Exit codes: 0 the parts add up, 1 they do not.
using AIMetering;
using AIMetering.Chat;
using ChatClient;
using FirstMeter.Model;
using Microsoft.Extensions.AI;

LlamaWeights weights = LlamaWeights.Random(LlamaConfig.Tiny75M, seed: 42);
WarmUp.Run(weights, [1, 2, 3, 4]);

using MeterSession meter = AIMeter.Configure("chat").InRegion("DE").Start();
using IChatClient client = new LlamaChatClient(weights, newTokens: 32)
    .AsBuilder()
    .UseOpenTelemetry()
    .UseAIMeter(options => options.Session = meter)
    .Build();

ChatResponse response = await client.GetStreamingResponseAsync("How much energy does this answer take?").ToChatResponseAsync();
Console.WriteLine("One question, streamed. What the response tells:");
foreach ((string key, object? value) in response.AdditionalProperties!)
{
    Console.WriteLine(FormattableString.Invariant($"  {key} = {value:G6}"));
}

Console.WriteLine(FormattableString.Invariant($"  usage: {response.Usage!.AdditionalCounts![ChatEnergyKeys.EnergyMillijoules]} mJ for {response.Usage.TotalTokenCount} tokens"));

Console.WriteLine("\nFour at once:");
await Task.WhenAll(Enumerable.Range(1, 4).Select(number => client.GetResponseAsync($"And you, number {number}?")));
MeterReport report = meter.Stop();

RequestLedger ledger = RequestLedger.Of(meter);
foreach (RequestEnergy request in ledger.Requests)
{
    Console.WriteLine(FormattableString.Invariant(
        $"  request {request.Number}: {request.Energy.Energy} ± {request.Energy.Bound}, {request.Duration.TotalSeconds:0.00} s, up to {request.MostConcurrent} at once"));
}

LedgerStatement statement = ledger.Statement();
if (report.Energy.Energy is not { } energy || statement is not { Attributed.Energy: { } attributed, Unattributed.Energy: { } rest })
{
    return 0; // nothing measures this machine, and nothing was made up
}

Console.WriteLine($"  to requests {attributed} + to nobody {rest} = session {energy}");
Energy sum = attributed + rest;
return Math.Abs(sum.Joules - energy.Joules) <= 1e-9 * energy.Joules ? 0 : 1;
