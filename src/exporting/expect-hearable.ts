import { GraftError } from '../errors.ts';
import type { ExportTarget, MakeOptions } from './make-export.ts';

/** Why a form does not take a model of sounds. */
const reasons: Readonly<Partial<Record<ExportTarget, string>>> = {
  // docs/decisions/0047: its layers exist, but nobody here could hear what they compute in 16 bits.
  coreml:
    'A Core ML file computes in 16 bits on most Apple devices, which cannot hold the power of loud tones, and there was no device to try it on',
};

/**
 * Refuses what a model of sounds cannot become.
 *
 * @throws `MODEL_INCAPABLE`
 */
export function expectHearable({ to, size = 'fixed' }: Pick<MakeOptions, 'size'> & { readonly to: ExportTarget }): void {
  const reason = reasons[to];
  if (reason !== undefined) {
    throw new GraftError('MODEL_INCAPABLE', `${reason}, so that a model of sounds is not exported as one.`, {
      hint: 'graft export recordings.graft --to tflite, or --to onnx, has the spectrogram inside and runs on iOS, too.',
    });
  }
  if (size === 'fixed') return;
  throw new GraftError('MODEL_INCAPABLE', 'A model of sounds takes windows of one length, rather than pictures of any size.', {
    hint: 'Leave out --size.',
  });
}
