import { wordsOf } from '../../medium.ts';
import { html } from '../escape-html.ts';
import { table, type WriteSection } from '../section.ts';
import { counted, duration } from '../write-numbers.ts';

/** So many passed-over files are listed. */
const mostSkipped = 200;

/** How the model was made, how long that took, and how to make it again. */
export const makingSection: WriteSection = ({ name, making, skipped, medium }) => {
  const { one, many } = wordsOf(medium);
  const { command, seed, seconds, features, facts, versions, hashes } = making;
  const known = counted(features.cached, `${one} was`, `${many} were`);
  const pace =
    features.computed === 0 ? `: ${known} known from before` : ` for ${counted(features.computed, one)}; ${known} known from before`;
  const times = [
    ['Features', `${duration(seconds.features)}${pace}`],
    ['Head', duration(seconds.head)],
    ['In all', duration(seconds.total)],
    ...(seconds.report === undefined ? [] : [['This report', duration(seconds.report)]]),
  ];
  const pairs = (list: readonly { readonly name: string; readonly value: string }[]): string[][] =>
    list.map(({ name, value }) => [name, value]);
  return {
    id: 'making',
    title: 'How it was made',
    body: html`<p>The same ${many}, the same version and the same seed give the same model. <code>graft inspect ${name} --html network.html</code> draws its layers: what is frozen, what was trained, what each takes.</p>
<pre tabindex="0" aria-label="The command"><code>${command}</code></pre>
<div class="columns">
${table('The model', ['What', 'Value'], [...pairs(facts), ['Seed', String(seed)]])}
<div>
${table('Times', ['What', 'Time'], times)}
${table('Versions', ['What', 'Version'], pairs(versions))}
</div>
</div>
${table(
  'Hashes (SHA-256)',
  ['Of', 'Hash'],
  hashes.map(({ name, value }) => [name, html`<code>${value}</code>`]),
)}
${
  skipped.length > 0
    ? html`<details><summary>${counted(skipped.length, 'file was', 'files were')} passed over</summary>${table(
        'Files that were passed over',
        ['File', 'Why'],
        skipped.slice(0, mostSkipped).map(({ file, reason }) => [file, reason]),
      )}</details>`
    : ''
}`,
  };
};
