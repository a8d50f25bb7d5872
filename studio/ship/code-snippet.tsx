import { useSignal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { announce } from '../state/announce.ts';
import { attempt } from '../state/attempt.ts';
import { words } from '../words/words.ts';
import type { Snippet } from './snippets.ts';

/** "Copied" is shown for so long, in milliseconds. */
const shownMs = 2000;

/** A few lines of code, and a button that copies them. @param copied What is copied, where that is not what is shown. */
export function CodeSnippet({ of, copied = of.code }: { readonly of: Snippet; readonly copied?: string }) {
  const { ship } = words.value;
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    if (!(await attempt(navigator.clipboard.writeText(copied)))) return;
    isCopied.value = true;
    announce(ship.copied);
    setTimeout(() => (isCopied.value = false), shownMs);
  };
  return (
    <figure class="snippet">
      <figcaption>
        <span>{of.title}</span>
        <Button kind="quiet" icon={isCopied.value ? 'check' : 'copy'} onClick={() => void copy()}>
          {isCopied.value ? ship.copied : ship.copy}
          <span class="unseen"> {of.title}</span>
        </Button>
      </figcaption>
      <pre class="snippet-code">
        <code>{of.code}</code>
      </pre>
    </figure>
  );
}
