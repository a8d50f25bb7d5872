import { int } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';

/** ONNX's number for float32 in a Cast. */
export const float32 = 1;

/** A truth of each element as 1 or 0, to multiply with. */
export const asNumbers = ({ add }: RuleContext, mask: string): string => add('Cast', [mask], { to: int(float32) });
