import './field.css';
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';

/** One of a few, all in sight: radio buttons side by side. */
export function Segments<Choice extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Signal<Choice> | Choice;
  readonly options: readonly { readonly value: Choice; readonly label: string; readonly lang?: string }[];
  /** Called with the choice; without it the signal is set. */
  readonly onChange?: (choice: Choice) => void;
}) {
  const name = useId();
  const current = typeof value === 'string' ? value : value.value;
  return (
    <fieldset class="field segments">
      <legend>{label}</legend>
      <div class="segments-row">
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === current}
              onChange={() => {
                if (onChange !== undefined) onChange(option.value);
                else if (typeof value !== 'string') value.value = option.value;
              }}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
