import { GraftError } from '../../errors.ts';
import type { Attribute, Dimension, Graph, Node } from '../../graph/graph.ts';
import { int, intOf } from '../../graph/graph.ts';
import { inferShapes } from '../../graph/infer-shapes.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { dtypeOfElement } from './element-types.ts';
import { elementTypes } from './fields.ts';
import { microsoftRules, type OperatorRule, operatorRules, type RewriteContext } from './operator-rules.ts';

/**
 * The operator sets that files are read of. Older ones broadcast in another way; of newer ones, Graft does not know what changed. (22 differs
 * from 21 in which element types operators take.)
 */
const readableOpsets = { oldest: 7, newest: 22 } as const;

/**
 * A graph as a file of some operator set has it, in the words of operator set 17.
 *
 * `Constant` nodes become constants. Operators of other domains than ONNX's own are refused, but for those of ONNX Runtime that can be
 * said in ONNX's words.
 *
 * @param opsets The version of each domain that the file imports.
 * @throws `UNSUPPORTED_OPERATOR` naming the operator, the domain or the version
 */
export function inOpset17(graph: Graph, opsets: ReadonlyMap<string, number>): Graph {
  const opset = opsets.get('') ?? 1; // a file without any is of the first version of the format
  // Files without operators say nothing that could mean another thing.
  if (graph.nodes.length > 0 && !(opset >= readableOpsets.oldest && opset <= readableOpsets.newest)) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The ONNX file is of operator set ${opset}; Graft reads ${readableOpsets.oldest} to ${readableOpsets.newest}.`,
      {
        hint: 'Export the network for operator set 17 (in PyTorch: opset_version=17).',
      },
    );
  }
  const constants = new Map<string, Tensor>(graph.constants);
  const taken = new Set([...constants.keys(), ...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap(({ outputs }) => outputs)]);
  const context: RewriteContext = {
    opset,
    constant: (name) => constants.get(name),
    add: (wanted, value) => {
      let name = wanted;
      for (let suffix = 2; taken.has(name); suffix++) name = `${wanted}_${suffix}`;
      taken.add(name);
      constants.set(name, value);
      return name;
    },
  };
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const constant = node.operator === 'Constant' ? constantOf(node) : undefined;
    if (constant !== undefined) constants.set(node.outputs[0] ?? '', constant);
    else for (const said of [ruleFor(node)(withPlainTypes(node), context)].flat()) nodes.push(said);
  }
  const modern: Graph = { ...graph, nodes, constants };
  return opset >= 13 ? modern : withPlainSoftmax(modern);
}

function ruleFor(node: Node): OperatorRule {
  if (node.domain === '' || node.domain === 'ai.onnx') return operatorRules[node.operator] ?? asItIs;
  const rule = node.domain === 'com.microsoft' ? microsoftRules[node.operator] : undefined;
  if (rule !== undefined) return rule;
  throw new GraftError(
    'UNSUPPORTED_OPERATOR',
    `The network uses the operator ${node.operator} of "${node.domain}", which is none of ONNX's own.`,
    {
      hint:
        node.domain === 'com.microsoft'
          ? "It was made by ONNX Runtime's optimizer or a tool like it: take the network as it was before, or export it anew."
          : 'Export the network with plain ONNX operators.',
    },
  );
}

const asItIs: OperatorRule = (node) => (node.domain === '' ? node : { ...node, domain: '' });

/** What a `Constant` node holds; undefined where it is text or sparse, which whoever runs it has to take. */
function constantOf({ attributes }: Node): Tensor | undefined {
  const [name, attribute]: [string, Attribute | undefined] = Object.entries(attributes)[0] ?? ['', undefined];
  if (attribute?.type === 'tensor') return attribute.value;
  if (name === 'value_float' && attribute?.type === 'float') return tensor('float32', [], Float32Array.of(attribute.value));
  if (name === 'value_int' && attribute?.type === 'int') return tensor('int64', [], BigInt64Array.of(BigInt(attribute.value)));
  if (attribute?.type === 'floats') return tensor('float32', [attribute.value.length], Float32Array.from(attribute.value));
  if (attribute?.type === 'ints') return tensor('int64', [attribute.value.length], BigInt64Array.from(attribute.value, BigInt));
  return undefined;
}

/** Attributes that name an element type say the one that its values were widened to. */
function withPlainTypes(node: Node): Node {
  const name = node.operator === 'Cast' ? 'to' : 'dtype';
  const code = intOf(node, name, 0);
  const dtype = dtypeOfElement(code);
  if (dtype === undefined || elementTypes[dtype] === code) return node;
  return { ...node, attributes: { ...node.attributes, [name]: int(elementTypes[dtype]) } };
}

const softmaxes: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'Hardmax']);

/**
 * Before operator set 13, a softmax went over all dimensions from its axis (by default the second) to the last, taken as one.
 */
function withPlainSoftmax(graph: Graph): Graph {
  if (!graph.nodes.some(({ operator }) => softmaxes.has(operator))) return graph;
  const shapes = shapesIn(graph);
  const nodes = graph.nodes.flatMap((node): Node | readonly Node[] => {
    if (!softmaxes.has(node.operator)) return node;
    const [x = ''] = node.inputs;
    const [out = ''] = node.outputs;
    const axis = intOf(node, 'axis', 1);
    const shape = shapes.get(x);
    const one = (at: number): Node => ({ ...node, attributes: { ...node.attributes, axis: int(at) } });
    // What comes after the axis is of one element each: then it is one dimension.
    if (shape?.slice((axis < 0 ? axis + shape.length : axis) + 1).every((size) => size === 1)) return one(axis);
    if (axis === -1) return one(axis);
    return [
      { ...node, name: `${out}:shape`, operator: 'Shape', outputs: [`${out}:shape`], attributes: {} },
      { ...node, name: `${out}:flat`, operator: 'Flatten', outputs: [`${out}:flat`], attributes: { axis: int(axis) } },
      { ...one(1), name: `${out}:rows`, inputs: [`${out}:flat`], outputs: [`${out}:rows`] },
      { ...node, operator: 'Reshape', inputs: [`${out}:rows`, `${out}:shape`], attributes: {} },
    ];
  });
  return { ...graph, nodes };
}

/** The shapes that can be worked out. */
function shapesIn(graph: Graph): ReadonlyMap<string, readonly Dimension[]> {
  try {
    return inferShapes(graph);
  } catch (cause) {
    if (cause instanceof GraftError) return new Map();
    throw cause;
  }
}
