import type { Choices } from '../../src/studio/contract.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { OptionCards } from './option-cards.tsx';

/** The network that looks at the photos: how good it is, how large, and whether it is here already. */
export function BackboneChoice({
  choices,
  chosen,
  onChoose,
}: {
  readonly choices: Choices;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}) {
  const { train } = words.value;
  const { bytes, percent, whole } = formats.value;
  return (
    <OptionCards
      label={train.backbone}
      chosen={chosen}
      onChoose={onChoose}
      options={choices.backbones.map((each) => ({
        value: each.name,
        name: each.name.split(/[/\\]/).at(-1) ?? each.name, // a file of the user's own goes by its path
        text: [
          each.title,
          ...(each.top1 === undefined ? [] : [train.top1(percent(each.top1))]),
          each.fetched ? train.isHere(bytes(each.bytes)) : train.mustFetch(bytes(each.bytes)),
          ...(choices.imagesPerSecond !== undefined && each.name === chosen ? [train.pace(whole(choices.imagesPerSecond))] : []),
          each.licence,
        ].join(' · '),
      }))}
    />
  );
}
