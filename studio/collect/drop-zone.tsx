import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type FoundFile, readDropped } from './dropped-files.ts';

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
  const [isOver, setOver] = useState(false);
  // Enter and leave are told of every element inside, too: what is counted is how many of them the pointer is in.
  const depth = useRef(0);
  const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  const enter = (by: number): void => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return (
    <section
      class={`${className} ${isOver ? 'is-over' : ''}`}
      aria-label={label}
      onDragEnter={(event) => bringsFiles(event) && enter(1)}
      onDragLeave={(event) => bringsFiles(event) && enter(-1)}
      onDragOver={(event) => {
        if (!bringsFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onDrop={(event) => {
        if (!bringsFiles(event) || event.dataTransfer === null) return;
        event.preventDefault();
        event.stopPropagation();
        depth.current = 0;
        setOver(false);
        void readDropped(event.dataTransfer).then(onFiles);
      }}
    >
      {children}
    </section>
  );
}
