import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** One of a few, each with a word on what it is good for and what it costs: radio buttons, one below the other. */
export function OptionCards<Choice extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly options: readonly { readonly value: Choice; readonly name: string; readonly text: ComponentChildren }[];
  readonly chosen: Choice;
  readonly onChoose: (choice: Choice) => void;
}) {
  const group = useId();
  return (
    <fieldset class="field option-cards">
      <legend>{label}</legend>
      {options.map(({ value, name, text }) => (
        <label key={value} class="option-card">
          <input type="radio" name={group} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>
            <strong>{name}</strong>
            <span class="field-hint">{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
