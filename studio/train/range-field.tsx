import { useSignal } from '@preact/signals';
import type { PixelRangeChoice } from '../../src/studio/network-contract.ts';
import { Field } from '../parts/field.tsx';
import { words } from '../words/words.ts';
import { readThree } from './read-three.ts';

type Named = Extract<PixelRangeChoice, string>;

/** How a network's pixels are scaled: one of the common ways, or numbers. Tells undefined until all is said. */
export function RangeField({ onChange }: { readonly onChange: (range: PixelRangeChoice | undefined) => void }) {
  const { network } = words.value;
  const way = useSignal('');
  const [mean, std] = [useSignal(''), useSignal('')];
  const tell = (): void => {
    const numbers = { mean: readThree(mean.value), std: readThree(std.value) };
    if (way.value !== 'numbers') onChange(isNamed(way.value) ? way.value : undefined);
    else onChange(numbers.mean === undefined || numbers.std === undefined ? undefined : { mean: numbers.mean, std: numbers.std });
  };
  const isNamed = (name: string): name is Named => Object.hasOwn(network.ranges, name);
  return (
    <>
      <Field label={network.range} hint={network.rangeText}>
        {({ id, describedBy }) => (
          <select
            id={id}
            aria-describedby={describedBy}
            value={way}
            onChange={(event) => {
              way.value = event.currentTarget.value;
              tell();
            }}
          >
            <option value="">{network.chooseRange}</option>
            {Object.entries(network.ranges).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
            <option value="numbers">{network.byNumbers}</option>
          </select>
        )}
      </Field>
      {way.value === 'numbers' &&
        (
          [
            [network.mean, mean, '0.485, 0.456, 0.406'],
            [network.deviation, std, '0.229, 0.224, 0.225'],
          ] as const
        ).map(([label, text, example]) => (
          <Field key={label} label={label} hint={network.numbersText}>
            {({ id, describedBy }) => (
              <input
                type="text"
                id={id}
                aria-describedby={describedBy}
                aria-invalid={text.value !== '' && readThree(text.value) === undefined}
                value={text}
                placeholder={example}
                inputMode="decimal"
                onInput={(event) => {
                  text.value = event.currentTarget.value;
                  tell();
                }}
              />
            )}
          </Field>
        ))}
    </>
  );
}
