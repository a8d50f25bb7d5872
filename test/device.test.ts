/** Networks on an accelerator: WebGPU over Chromium's software Vulkan, which proves that the numbers are right and says nothing of speed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { GraftError } from 'graft-ml';
import { describe, expect, test } from 'vitest';
import { chooseDevice } from '../src/runtime/choose-device.ts';

describe('the device', () => {
  test('is the CPU where nothing else was asked for, without a look around', async () => {
    expect(await chooseDevice('cpu')).toEqual({ device: 'cpu', refused: [] });
  });

  test('one that was asked for by name and is not there is refused, with what it needs', async () => {
    const missing = process.platform === 'darwin' ? 'dml' : 'coreml';
    const error = await chooseDevice(missing).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GraftError);
    expect(error).toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringContaining(missing),
      hint: expect.stringContaining('--device auto'),
    });
  });

  test('no other name is taken', async () => {
    await expect(chooseDevice('tpu' as 'cpu')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' }); // as JavaScript may call it
  });

  const software = ['/usr/lib/chromium', '/opt/google/chrome'].find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));

  test.skipIf(software === undefined)(
    'auto takes WebGPU where it works, and says which others it tried (needs a Vulkan driver: Chromium has one)',
    async () => {
      const folder = software ?? '';
      const env = { ...process.env, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: folder };
      const program = `import { chooseDevice } from ${JSON.stringify(join(dirname(import.meta.dirname), 'dist/index.js'))};
      console.log(JSON.stringify([await chooseDevice('auto'), await chooseDevice('webgpu')]));`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
      const [auto, named] = JSON.parse(stdout) as Awaited<ReturnType<typeof chooseDevice>>[];
      expect(named).toEqual({ device: 'webgpu', refused: [] });
      expect(auto?.device).toBe('webgpu');
      expect(auto?.refused.map(({ device }) => device)).toContain('cuda');
    },
  );
});
