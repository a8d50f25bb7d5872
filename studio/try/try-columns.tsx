import type { ComponentChildren, Ref } from 'preact';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { words } from '../words/words.ts';
import { pressClassKey } from './press-class-key.ts';

/** What is shown to the classifier, and what it says: side by side where there is room. While the focus is in it, digits say what is shown. */
export function TryColumns({
  place,
  onChoose,
  children,
}: {
  readonly place?: Ref<HTMLElement>;
  readonly onChoose: (to: ClassInfo) => void;
  readonly children: ComponentChildren;
}) {
  return (
    <section
      {...(place === undefined ? {} : { ref: place })}
      class="try-columns"
      aria-label={words.value.trying.panel}
      tabIndex={-1}
      onKeyDown={(event) => pressClassKey(event, onChoose)}
    >
      {children}
    </section>
  );
}
