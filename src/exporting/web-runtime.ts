import type { RemoteFile } from '../downloads/verified-file.ts';

/** The version that `graft-ml/web` is tested with. */
const version = '1.30.0';

const tarball = {
  integrity: 'sha512-q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ==',
  bytes: 33_106_585,
};

const fileOf = (name: string, sha256: string, bytes: number): RemoteFile => ({
  source: `npm:onnxruntime-web@${version}/dist/${name}`,
  sha256,
  bytes,
  package: tarball,
});

/** What of ONNX Runtime Web a browser needs to run a network by WebAssembly: 14 of the package's 139 MB. */
export const webRuntime: Readonly<Record<string, RemoteFile>> = {
  'ort.wasm.min.mjs': fileOf('ort.wasm.min.mjs', '219e6a1fc8a9938268d18efca3c91d310bd2f4a59bbd13744df5b2b7fc6cee3b', 50_126),
  'ort-wasm-simd-threaded.mjs': fileOf(
    'ort-wasm-simd-threaded.mjs',
    'e13f7f94fc51b4ca72b12faeb1ee95f4ace6dfbc8939bc718aabdc0a27c4299b',
    24_381,
  ),
  'ort-wasm-simd-threaded.wasm': fileOf(
    'ort-wasm-simd-threaded.wasm',
    '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
    14_239_897,
  ),
};
