import { join } from 'node:path';
import type { ShippingTarget } from '../shipping-contract.ts';

/** Where in a project's shipping folder the things lie that can be taken away. */
export interface ShippingPlaces {
  /** The model, as `graft train` writes it. */
  readonly model: string;
  readonly report: string;
  /** What was made, and of what. */
  readonly record: string;
  /** What is downloaded; the model and the web's folder are packed. */
  readonly files: Readonly<Record<ShippingTarget | 'model', string>>;
  /** The web's folder. */
  readonly web: string;
}

/** The places of a shipping folder. */
export function shippingPlaces(folder: string): ShippingPlaces {
  const model = join(folder, 'model.graft');
  return {
    model,
    report: join(model, 'report.html'),
    record: join(folder, 'shipped.json'),
    files: {
      model: join(folder, 'model.zip'),
      onnx: join(folder, 'model.onnx'),
      tflite: join(folder, 'model.tflite'),
      coreml: join(folder, 'model.mlmodel'),
      web: join(folder, 'web.zip'),
    },
    web: join(folder, 'web'),
  };
}

/** What a project's classifier is called in files: the project's name, as far as every system can write it. */
export function shippedName(project: string): string {
  return project.replaceAll(/[^\p{L}\p{N}._ -]/gu, '-').slice(0, 60) || 'model';
}

/** What something is called when it is downloaded. */
export function downloadName(what: ShippingTarget | 'model', name: string): string {
  return { model: `${name}.graft.zip`, onnx: `${name}.onnx`, tflite: `${name}.tflite`, coreml: `${name}.mlmodel`, web: `${name}-web.zip` }[
    what
  ];
}
