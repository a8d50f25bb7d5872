import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadBackbone, type Pretrained } from 'graft-ml';
import { inceptionV3 } from './inception-v3.ts';

const mobileNetV2 = fileURLToPath(new URL('../../shared/backbones/mobilenet_v2_1.0_224_quant.tflite', import.meta.url));

/**
 * The quickest real network at hand, for tests of what does not depend on which it is: MobileNetV2, with a twentieth of InceptionV3's
 * arithmetic, in 8 bits whatever the machine is quicker at, so that the same is tested everywhere; where `../shared` is missing, InceptionV3, as {@link inceptionV3} has it.
 */
export async function quickBackbone(): Promise<Pretrained | undefined> {
  return existsSync(mobileNetV2) ? await loadBackbone(mobileNetV2, { precision: 'int8' }) : await inceptionV3();
}

/** The same for a command of the CLI. */
export const quickBackboneOption: readonly string[] = existsSync(mobileNetV2) ? ['--backbone', mobileNetV2, '--precision', 'int8'] : [];
