import './probability-bars.css';
import { formats } from '../words/formats.ts';
import { ClassDot } from './class-chip.tsx';

/** How sure the classifier is of each class, as bars in the classes' colours with the numbers beside them. */
export function ProbabilityBars({
  label,
  entries,
}: {
  readonly label: string;
  readonly entries: readonly { readonly id: string; readonly name: string; readonly colour: string; readonly probability: number }[];
}) {
  const { percent } = formats.value;
  return (
    <ul class="probability-bars" aria-label={label}>
      {entries.map(({ id, name, colour, probability }) => (
        <li key={id} style={{ '--hue': colour, '--share': String(probability) }}>
          <span class="probability-name">
            <ClassDot colour={colour} />
            {name}
          </span>
          <span class="probability-track" aria-hidden="true">
            <span class="probability-fill" />
          </span>
          <span class="probability-number">{percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}
