import { invalidArgument } from '../errors.ts';
import type { ExportTarget, MakeOptions } from './make-export.ts';

/** What ONNX files alone follow. */
const ofOnnx = ['opset', 'batch', 'size'] as const;

/**
 * Refuses options that a form would not heed, so that nobody believes they were.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function expectFollowed(options: Pick<MakeOptions, (typeof ofOnnx)[number]> & { readonly to: ExportTarget }): void {
  if (options.to === 'onnx') return;
  const unheeded = ofOnnx.find((name) => options[name] !== undefined);
  if (unheeded === undefined) return;
  throw invalidArgument(unheeded, `left out, since a ${options.to} file does not heed it`, options[unheeded], 'Export with --to onnx.');
}
