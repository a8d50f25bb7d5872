import type { NextConfig } from 'next';

// Native modules are loaded from node_modules as they are, rather than bundled.
const config: NextConfig = { serverExternalPackages: ['graft-ml', 'onnxruntime-node', 'sharp', 'lmdb'] };

export default config;
