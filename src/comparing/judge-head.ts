import { predictedClasses } from '../evaluation/top-accuracy.ts';
import { predictLogits } from '../heads/head.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { WayContext } from './way-context.ts';

/** The part of the test photos that a head has right. @param features Of the test photos, in their order. */
export async function judgeHead(head: SoftmaxHead, features: Matrix, { test, labels, multiplier }: WayContext): Promise<number> {
  const predicted = predictedClasses(await predictLogits(head, features, multiplier));
  return test.filter((place, i) => predicted[i] === labels[place]).length / test.length;
}
