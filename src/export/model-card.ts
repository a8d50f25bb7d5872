import type { Manifest } from '../manifest/manifest.ts';
import { wordsOf } from '../medium.ts';
import { describeTrust } from './describe-trust.ts';

/**
 * A model card in Markdown: what the model is, what it was trained on, how far to trust it, how to use it.
 *
 * Its headings follow M. Mitchell et al., Model Cards for Model Reporting, FAT* 2019.
 */
export function modelCard(manifest: Manifest, folder: string): string {
  const { classes, backbone, cuts, head, split, counts, preprocessing, fineTuned } = manifest;
  const { medium, one, many } = wordsOf('sound' in preprocessing ? 'sounds' : 'photos');
  const example = medium === 'sounds' ? 'new.wav' : 'photo.jpg';
  const fitted = { stretch: 'stretched', crop: 'cropped', pad: 'padded' }[String(preprocessing['fit'])] ?? 'brought';
  const name = folder.replaceAll('\\', '/').split('/').at(-1) ?? folder;
  const rows = classes.map((label, index) => `| ${tableCell(label)} | ${counts[index]?.train ?? 0} | ${counts[index]?.validation ?? 0} |`);
  return `# ${name}

${medium === 'sounds' ? 'A classifier of sounds' : 'An image classifier'} with ${classes.length} classes, made with Graft ${manifest.graft} on ${manifest.created.slice(0, 10)}.

## What it is

A ${head.kind} head on ${backbone.name} (${backbone.precision}, licence of the weights: ${backbone.licence}), ${fineTuned === undefined ? 'frozen' : `frozen up to ${fineTuned.frozenAt}, trained further from ${fineTuned.from} on`}. The head reads the pooled outputs of ${cuts.map((cut) => cut.name).join(', ')}: ${cuts.reduce((sum, cut) => sum + cut.width, 0)} numbers a ${one}.

## What it was trained on

${split.train} ${many} to learn from, ${split.validation} held out (${{ hash: 'chosen by content hash', folders: 'the validation folder', none: 'none' }[split.by]}).

| class | trained on | held out |
| --- | ---: | ---: |
${rows.join('\n')}

## How far to trust it

${describeTrust(manifest)}

## How to use it

\`\`\`sh
graft predict ${name} ${example}
\`\`\`

\`\`\`ts
import { loadModel } from 'graft-ml';

const model = await loadModel('${name}');
const [predictions] = await model.predict(['${example}']);
\`\`\`

In any ONNX Runtime: \`model.onnx\` takes \`pixels\`, uint8 [batch, ${preprocessing['height']}, ${preprocessing['width']}, 3], RGB (${medium === 'sounds' ? 'the spectrogram of a window; `graft export --to onnx` makes a file that takes the waveform' : `${fitted} to that size`}), and gives \`probabilities\`, float32 [batch, ${classes.length}], in the order of \`labels.txt\`.
`;
}

/** A label as it may stand in a table. */
function tableCell(label: string): string {
  return label.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
