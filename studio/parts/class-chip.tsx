import './class-chip.css';
import type { ClassInfo } from '../../src/studio/contract.ts';

/** A class's colour with its name. The colour is never alone: not everybody sees it. */
export function ClassChip({ of }: { readonly of: Pick<ClassInfo, 'name' | 'colour'> }) {
  return (
    <span class="class-chip">
      <ClassDot colour={of.colour} />
      <span>{of.name}</span>
    </span>
  );
}

/** The colour alone, beside a name. */
export function ClassDot({ colour }: { readonly colour: string }) {
  return <span class="class-dot" style={{ '--hue': colour }} />;
}
