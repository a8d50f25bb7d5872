import type { Choices, FoundNetwork, NetworkChoice } from '../../src/studio/network-contract.ts';
import { settings } from '../state/project.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { NetworkFacts } from './network-facts.tsx';
import { OptionCards } from './option-cards.tsx';
import { OwnNetwork } from './own-network.tsx';
import { shortName } from './short-name.ts';

/** The network that looks at the photos: how good it is, how large, and whether it is here already; or one of the user's own. */
export function BackboneChoice({
  choices,
  chosen,
  found,
  onChoose,
  onFound,
}: {
  readonly choices: Choices;
  readonly chosen: string;
  /** What was found of networks that were named here. */
  readonly found: readonly FoundNetwork[];
  readonly onChoose: (network: NetworkChoice) => void;
  readonly onFound: (network: FoundNetwork) => void;
}) {
  const { train } = words.value;
  const looked = found.find(({ name }) => name === chosen);
  return (
    <div class="backbone-choice">
      <OptionCards
        label={train.backbone}
        chosen={chosen}
        onChoose={(name) => {
          const network = choices.backbones.find((each) => each.name === name);
          if (network !== undefined) onChoose(network);
        }}
        options={choices.backbones.map((each) => ({
          value: each.name,
          name: shortName(each.name),
          text: describeChoice(each, each.name === chosen && chosen === settings.value?.backbone ? choices.imagesPerSecond : undefined),
        }))}
      />
      {looked !== undefined && <NetworkFacts of={looked} />}
      <OwnNetwork onFound={onFound} />
    </div>
  );
}

/** A network in a line: what it is, how good, how large, whether it is here, how fast, its licence. */
function describeChoice(
  { name, origin, title, licence, bytes, fetched, top1 }: NetworkChoice,
  imagesPerSecond: number | undefined,
): string {
  const { train, network } = words.value;
  const formatted = formats.value;
  const size = bytes === undefined ? undefined : formatted.bytes(bytes);
  const place = size === undefined ? (fetched ? network.ofHub : network.fromHub) : fetched ? train.isHere(size) : train.mustFetch(size);
  const isPath = origin === 'own' && size === undefined && !name.startsWith('hf:'); // a folder, or a file that is gone
  return [
    ...(title === shortName(name) ? [] : [title]),
    ...(top1 === undefined ? [] : [train.top1(formatted.percent(top1))]),
    ...(isPath ? [] : [place]),
    ...(imagesPerSecond === undefined
      ? []
      : [train.pace(imagesPerSecond < 10 ? formatted.decimal(imagesPerSecond, 1) : formatted.whole(imagesPerSecond))]),
    licence === 'unknown' ? network.ownLicence : licence,
  ].join(' · ');
}
