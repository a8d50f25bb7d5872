import type { NetworkChoice } from '../../src/studio/network-contract.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** Where the network is cut: what the head reads. Several cuts are read side by side; none is the backbone's own choice. */
export function CutChoice({
  backbone,
  chosen,
  onChoose,
}: {
  readonly backbone: NetworkChoice;
  readonly chosen: readonly string[];
  readonly onChoose: (cut: readonly string[]) => void;
}) {
  const { train } = words.value;
  const { whole } = formats.value;
  const effective = chosen.length === 0 ? backbone.defaultCut : chosen;
  const read = backbone.cuts.filter(({ name }) => effective.includes(name));
  // Widths are known once the network was loaded.
  const numbers = read.some(({ width }) => width === 0) ? undefined : read.reduce((total, { width }) => total + width, 0);
  const toggle = (name: string, isChosen: boolean): void => {
    const next = backbone.cuts.map((each) => each.name).filter((each) => (each === name ? isChosen : effective.includes(each)));
    const isDefault = next.length === backbone.defaultCut.length && next.every((each) => backbone.defaultCut.includes(each));
    onChoose(isDefault ? [] : next);
  };
  return (
    <fieldset class="field cut-choice">
      <legend>{train.cut}</legend>
      <p class="field-hint">{train.cutText(numbers === undefined ? undefined : whole(numbers))}</p>
      <div class="cut-boxes">
        {backbone.cuts.map(({ name, width }) => (
          <label key={name} class="cut-box">
            <input
              type="checkbox"
              checked={effective.includes(name)}
              disabled={effective.length === 1 && effective.includes(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
            <span>
              {name} {width > 0 && <span class="quiet small number">{whole(width)}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
