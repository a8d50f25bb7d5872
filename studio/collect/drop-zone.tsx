import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type FoundFile, readDropped } from './dropped-files.ts';

/** The zone that what is dragged would fall into: the innermost that the pointer is in. */
const over = signal<object | undefined>(undefined);
document.addEventListener('dragleave', ({ relatedTarget }) => {
  if (relatedTarget === null) over.value = undefined; // it left the page
});

/** A place that files and folders can be dropped on. One inside another takes its own drops. */
export function DropZone({
  class: className,
  children,
  label,
  onFiles,
}: {
  readonly class: string;
  readonly children: ComponentChildren;
  /** For screen readers: what the place is. */
  readonly label?: string;
  readonly onFiles: (found: readonly FoundFile[]) => void;
}) {
  const key = useRef({});
  const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  return (
    <section
      class={`${className} ${over.value === key.current ? 'is-over' : ''}`}
      aria-label={label}
      onDragOver={(event) => {
        if (!bringsFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        over.value = key.current;
      }}
      onDrop={(event) => {
        if (!bringsFiles(event) || event.dataTransfer === null) return;
        event.preventDefault();
        event.stopPropagation();
        over.value = undefined;
        void readDropped(event.dataTransfer).then(onFiles);
      }}
    >
      {children}
    </section>
  );
}
