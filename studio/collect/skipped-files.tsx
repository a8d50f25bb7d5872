import { skipped } from '../state/project.ts';
import { words } from '../words/words.ts';

/** Files that lie in the folder and take no part. */
export function SkippedFiles() {
  return (
    <details class="skipped-files">
      <summary>{words.value.collect.skipped(skipped.value.length)}</summary>
      <ul>
        {skipped.value.map(({ name, reason }) => (
          <li key={name}>
            <strong>{name}</strong> <span class="quiet">{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
