import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hubBackbones, installedBackbones } from '../../backbones/installed.ts';
import { soundCuts } from '../../backbones/sound-cuts.ts';
import type { Choices, NetworkChoice } from '../network-contract.ts';
import type { Medium } from '../project/medium.ts';
import type { StudioContext } from '../studio-context.ts';
import { nameNetwork } from './name-network.ts';
import type { Workbench } from './workbench.ts';

/** So many networks of the user's own are offered again, the newest first. */
const mostOwn = 5;

/** What can be chosen: the catalogues, and the networks of the user's own that the project was trained on; how wide each cut is, of the one that is loaded. */
export async function describeChoices({ project, runs, trainer, cacheFolder }: StudioContext): Promise<Choices> {
  const { bench, imagesPerSecond } = trainer;
  const used = [project.settings, ...runs.summaries.map(({ settings }) => settings)].filter(isOwn);
  const own = new Map(used.toReversed().map(({ backbone, range }) => [backbone, range]));
  const named = [...own].toReversed().slice(0, mostOwn);
  const listed: readonly NetworkChoice[] = [
    ...(await ofCatalogue(bench, cacheFolder, project.medium)),
    ...(await ofHub(bench, cacheFolder)),
    ...(await Promise.all(named.map(([name, range]) => ofUser(bench, name, range)))),
  ];
  const depths = bench && [...(await bench.depths())];
  return {
    backbones: listed.map((each) => (depths !== undefined && each.name === bench?.settings.backbone ? { ...each, depths } : each)),
    ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
  };
}

const isOwn = ({ backbone }: { readonly backbone: string }): boolean => /[/\\.]/.test(backbone) && nameNetwork(backbone).origin === 'own';

async function ofCatalogue(bench: Workbench | undefined, cacheFolder: string, medium: Medium | undefined): Promise<NetworkChoice[]> {
  const installed = await installedBackbones({ cacheFolder });
  return installed.map(({ record: { name, title, licence, bytes, top1, cuts, defaultCut }, state }) => ({
    ...{
      name,
      title,
      bytes,
      origin: 'catalogue',

      licence: licence.spdx,
      fetched: state === 'present',
      top1: top1.percent / 100,
    },
    cuts: Object.keys(cuts).map((cut) => ({ name: cut, width: widthOf(bench, name, cut) })),
    defaultCut: medium === 'sounds' ? [...soundCuts({ cuts, defaultCut })] : [...defaultCut],
  }));
}

async function ofHub(bench: Workbench | undefined, cacheFolder: string): Promise<NetworkChoice[]> {
  const known = await hubBackbones({ cacheFolder });
  return known.map(({ record: { name, title, licence, top1 }, commit }) => ({
    ...{ name, title, licence, origin: 'hub', fetched: commit !== undefined },
    ...(top1 === undefined ? {} : { top1: top1.percent / 100 }),
    ...cutsOf(bench, name),
  }));
}

/** A network of the user's own; where its file is gone, choosing it says so. */
async function ofUser(bench: Workbench | undefined, name: string, range: NetworkChoice['range']): Promise<NetworkChoice> {
  const { title = basename(name), licence = 'unknown' } = bench?.settings.backbone === name ? bench.backbone.description : {};
  const bytes = await bytesOf(name);
  return {
    ...{ name, title, licence, origin: 'own', fetched: true },
    ...(range === undefined ? {} : { range }),
    ...(bytes === undefined ? {} : { bytes }),
    ...cutsOf(bench, name),
  };
}

/** Where the loaded network can be cut; of another one, only its own file tells. */
function cutsOf(bench: Workbench | undefined, name: string): Pick<NetworkChoice, 'cuts' | 'defaultCut'> {
  if (bench?.settings.backbone !== name) return { cuts: [], defaultCut: [] };
  const { cuts, defaultCut } = bench.backbone.description;
  return { cuts: Object.keys(cuts).map((cut) => ({ name: cut, width: widthOf(bench, name, cut) })), defaultCut: [...defaultCut] };
}

/** A cut's width is told by the network itself; of one that is not loaded, it is 0: not known yet. */
function widthOf(bench: Workbench | undefined, name: string, cut: string): number {
  return bench?.settings.backbone === name ? (bench.backbone.cut(cut)[0]?.width ?? 0) : 0;
}

/** Of a file of the user's own; undefined for folders, for what lies elsewhere, and for what is gone. */
export async function bytesOf(name: string): Promise<number | undefined> {
  const about = name.startsWith('hf:') ? undefined : await stat(name).catch(() => undefined);
  return about?.isFile() ? about.size : undefined;
}
