using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmPhases.Onnx;

/// <summary>An ONNX graph in the making. What a node or tensor is called is handed back, to be an input of the next.</summary>
/// <remarks>Numbers of fields and types are those of onnx.proto3 at version 1.18, https://github.com/onnx/onnx.</remarks>
internal sealed class OnnxGraph
{
    private const int Float = 1, Int64 = 7; // TensorProto.DataType
    private const int IsInteger = 2; // AttributeProto.AttributeType
    private const int FormatVersion = 11, OperatorVersion = 23; // those of ONNX 1.18, the first to have attention and rotary positions

    private readonly Protobuf _model = new Protobuf().Number(1, FormatVersion).Message(8, new Protobuf().Number(2, OperatorVersion));
    private int _names;

    /// <summary>The whole model so far, as a file would hold it.</summary>
    public ReadOnlySpan<byte> Model => _model.Written;

    /// <summary>Declares an input of the model; a size that is a name differs from call to call.</summary>
    public string Input(string name, bool isInteger, params object[] shape) => Declare(11, name, isInteger, shape);

    public void Output(string name, params object[] shape) => Declare(12, name, isInteger: false, shape);

    public string Constant(ReadOnlySpan<float> values, params long[] shape) => Tensor(Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(params long[] values) => Tensor(Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    /// <summary>Adds a node with one output.</summary>
    public string Node(string operation, string[] inputs, params (string Name, long Value)[] attributes)
    {
        string output = NewName();
        Node(operation, inputs, [output], attributes);
        return output;
    }

    public void Node(string operation, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
    {
        Protobuf node = new Protobuf().Text(4, operation);
        Array.ForEach(inputs, name => node.Text(1, name));
        Array.ForEach(outputs, name => node.Text(2, name));
        foreach ((string name, long value) in attributes)
        {
            node.Message(5, new Protobuf().Text(1, name).Number(3, value).Number(20, IsInteger));
        }

        Add(1, node);
    }

    // The graph is written piece by piece: whoever reads protobuf merges the pieces of a message.
    private void Add(int field, Protobuf part) => _model.Message(7, new Protobuf().Message(field, part));

    private string NewName() => (_names++).ToString(CultureInfo.InvariantCulture);

    private string Declare(int field, string name, bool isInteger, object[] sizes)
    {
        var shape = new Protobuf();
        foreach (object size in sizes)
        {
            shape.Message(1, size is string symbol ? new Protobuf().Text(2, symbol) : new Protobuf().Number(1, (int)size));
        }

        Protobuf tensor = new Protobuf().Number(1, isInteger ? Int64 : Float).Message(2, shape);
        Add(field, new Protobuf().Text(1, name).Message(2, new Protobuf().Message(1, tensor)));
        return name;
    }

    private string Tensor(int type, ReadOnlySpan<byte> values, long[] shape)
    {
        string name = NewName();
        var tensor = new Protobuf();
        Array.ForEach(shape, size => tensor.Number(1, size));
        Add(5, tensor.Number(2, type).Text(8, name).Bytes(9, values));
        return name;
    }
}
