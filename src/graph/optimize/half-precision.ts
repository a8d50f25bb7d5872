import { type Graph, int, intOf, type Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/** ONNX's numbers for element types in a Cast. */
const [float32, float16] = [1, 10] as const;

/** Operators whose real numbers are float32 whatever the rest computes in: those between real numbers and integers. */
const inFloat32: ReadonlySet<string> = new Set(['DequantizeLinear', 'QuantizeLinear', 'DynamicQuantizeLinear', 'ConstantOfShape', 'Range']);
/** Operators that read real numbers and give none. */
const givesNone: ReadonlySet<string> = new Set([
  ...['QuantizeLinear', 'DynamicQuantizeLinear', 'Shape', 'Size', 'ArgMax', 'ArgMin', 'NonZero'],
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'IsNaN', 'IsInf'],
]);
/** Inputs that are float32 by the operator's definition, by position. */
const float32Inputs: Readonly<Record<string, readonly number[]>> = { Resize: [2] };

/**
 * The same network in float16: half the bytes to move, and on graphics cards more arithmetic at once. What goes in and out stays as it was.
 *
 * Weights are cast where they are read, which ONNX Runtime does once, when it loads the network. Values beyond 65,504 become infinite, and
 * sums over a convolution may be rounded to 11 bits, so that features differ in their third digit.
 *
 * @param graph In float32: without 8-bit activations (`dequantize`).
 */
export function inHalfPrecision(graph: Graph): Graph {
  const builder = new GraphBuilder();
  for (const input of graph.inputs) builder.input(input);
  for (const [name, value] of graph.constants) builder.constant(name, value);
  /** What a value that holds real numbers is called in each of the two, as far as it has been made. */
  const reals = new Map<string, { whole?: string; half?: string }>();
  for (const [name, { dtype }] of graph.constants) if (dtype === 'float32') reals.set(name, { whole: name });
  for (const { name, dtype } of graph.inputs) if (dtype === 'float32') reals.set(name, { whole: name });

  const read = (value: string, as: 'whole' | 'half'): string => {
    const names = reals.get(value);
    if (names === undefined) return value;
    const to = as === 'half' ? float16 : float32;
    names[as] ??= builder.add('Cast', [names.whole ?? names.half ?? value], { as: `${value}:${as}`, attributes: { to: int(to) } });
    return names[as];
  };
  for (const node of graph.nodes) {
    const kind = kindOf(node);
    const inputs = node.inputs.map((value, at) =>
      read(value, kind === 'whole' || float32Inputs[node.operator]?.includes(at) ? 'whole' : 'half'),
    );
    const areReal = node.operator === 'Cast' ? intOf(node, 'to', 0) === float32 : givesReals(node, (value) => reals.has(value));
    const outputs = node.outputs.map((value) => {
      if (!areReal) return value;
      const made = kind === 'half' ? `${value}:made` : value;
      reals.set(value, { [kind]: made });
      return made;
    });
    const attributes = node.operator === 'Cast' && areReal ? { ...node.attributes, to: int(float16) } : node.attributes;
    builder.append({ ...node, name: areReal && kind === 'half' ? `${node.name}:made` : node.name, inputs, outputs, attributes });
  }
  for (const { name } of graph.outputs) {
    const names = reals.get(name);
    if (names?.whole === undefined && names?.half !== undefined)
      builder.add('Cast', [names.half], { as: name, attributes: { to: int(float32) } });
  }
  return builder.finish(graph.name, graph.outputs, graph.metadata);
}

/** In which a node computes: operators of other sets than ONNX's own may know float32 alone. */
function kindOf({ operator, domain }: Node): 'whole' | 'half' {
  return domain !== '' || inFloat32.has(operator) ? 'whole' : 'half';
}

function givesReals({ operator, inputs }: Node, isReal: (value: string) => boolean): boolean {
  if (givesNone.has(operator)) return false;
  return operator === 'DequantizeLinear' || operator === 'ConstantOfShape' || inputs.some(isReal);
}
