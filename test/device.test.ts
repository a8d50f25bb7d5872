/** Networks on an accelerator: WebGPU over Chromium's software Vulkan, which proves that the numbers are right and says nothing of speed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { GraftError, loadBackbone } from 'graft-ml';
import { describe, expect, test } from 'vitest';
import { chooseDevice } from '../src/runtime/choose-device.ts';
import { tinyBackbone, tinyWidth } from './fixtures/tiny-backbone.ts';
import { temporaryFolder } from './temporary-folder.ts';

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

  test.skipIf(software === undefined)(
    'a backbone on WebGPU computes the CPU’s features, beside this thread; float16 is refused where the device has none (needs a Vulkan driver)',
    async () => {
      const folder = software ?? '';
      await using place = await temporaryFolder();
      await tinyBackbone(join(place.path, 'tiny.tflite'), join(place.path, 'cache'));
      const env = {
        ...{ ...process.env, GRAFT_CACHE_DIR: join(place.path, 'cache') },
        ...{ VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: folder },
      };
      const built = (module: string): string => JSON.stringify(join(dirname(import.meta.dirname), 'dist', module));
      const program = `import { loadBackbone } from ${built('index.js')};
      import { FeatureNetwork } from ${built('features/feature-network.js')};
      const pixels = Uint8Array.from({ length: 2 * 16 * 16 * 3 }, (_, i) => (i * 37) % 256);
      const ways = [{ precision: 'float32' }, { device: 'webgpu' }];
      const found = [];
      for (const way of ways) {
        const backbone = await loadBackbone(${JSON.stringify(join(place.path, 'tiny.tflite'))}, way);
        const network = await FeatureNetwork.open(backbone, backbone.cut('penultimate'), { batch: 4 });
        const runs = [network.run(pixels, 2), network.run(pixels.subarray(0, pixels.length / 2), 1)];
        const [[both], [one]] = await Promise.all(runs);
        await network.close();
        found.push({ device: backbone.device, numbers: backbone.numbers, atOnce: network.atOnce, both: [...both], one: [...one] });
      }
      const refused = await loadBackbone(TINY, { device: 'webgpu', precision: 'float16' }).then(() => 'taken', ({ code, message }) => ({ code, message }));
      console.log(JSON.stringify([...found, refused]));`.replace('TINY', JSON.stringify(join(place.path, 'tiny.tflite')));
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
      const [cpu, whole, half] = JSON.parse(stdout) as { both: number[]; one: number[]; atOnce: number }[]; // the program above
      expect(cpu).toMatchObject({ device: 'cpu', numbers: 'float32', atOnce: 1 });
      expect(whole).toMatchObject({ device: 'webgpu', numbers: 'float32', atOnce: 2 });
      expect(half).toMatchObject({ code: 'DEVICE_UNAVAILABLE', message: expect.stringContaining('float16') }); // software has no float16
      const all = ({ both, one }: { both: number[]; one: number[] }): number[] => [...both, ...one];
      const expected = cpu === undefined ? [] : all(cpu);
      const most = Math.max(...expected.map(Math.abs));
      expect(whole?.both.length).toBe(2 * tinyWidth);
      if (whole !== undefined)
        for (const [i, value] of all(whole).entries()) expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(1e-5 * most);
    },
  );

  test('float16 is refused on the CPU, which is slow at it', async () => {
    await expect(loadBackbone('inception-v3', { precision: 'float16' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      hint: expect.stringContaining('--device'),
    });
  });
});
