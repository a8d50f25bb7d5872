import './without-telemetry.ts'; // before the next one
import { cpus } from 'node:os';
import { arch, platform, version } from 'node:process';
import { env } from 'onnxruntime-node';

/** The machine and what computes on it, by name: what a result may depend on. */
export function describeMachine(): readonly { readonly name: string; readonly value: string }[] {
  return [
    { name: 'Node', value: version.replace(/^v/, '') },
    { name: 'ONNX Runtime', value: env.versions.node ?? env.versions.common },
    { name: 'Processor', value: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} threads` },
    { name: 'System', value: `${platform} ${arch}` },
  ];
}
