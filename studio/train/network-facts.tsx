import type { FoundNetwork } from '../../src/studio/network-contract.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { shortName } from './short-name.ts';

/** What was found of a network that somebody named: where it is cut, what it reads, its licence. */
export function NetworkFacts({ of }: { readonly of: FoundNetwork }) {
  const { network } = words.value;
  const { whole } = formats.value;
  const numbers = of.cuts.filter(({ name }) => of.defaultCut.includes(name)).reduce((sum, { width }) => sum + width, 0);
  return (
    <div class="network-facts" role="status">
      <p>{network.found(shortName(of.name))}</p>
      <ul>
        <li>{network.cutThere(of.defaultCut.join(' + '), whole(numbers))}</li>
        <li>
          {network.reads(whole(of.input.width), whole(of.input.height))} {network.precisions[of.precision]}
        </li>
        <li>{network.licence(of.licence)}</li>
      </ul>
      {of.found.length > 0 && (
        <details>
          <summary>{network.inDetail}</summary>
          {of.found.map((line) => (
            <p key={line} class="quiet small" lang="en">
              {line}
            </p>
          ))}
        </details>
      )}
    </div>
  );
}
