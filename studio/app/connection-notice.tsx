import { Button } from '../parts/button.tsx';
import { connection } from '../state/connection.ts';
import { words } from '../words/words.ts';

/** Says calmly that the server does not answer, or that it was started again and has a new address. */
export function ConnectionNotice() {
  const { frame } = words.value;
  if (connection.value === 'refused') {
    return (
      <section class="notice is-fault" role="alert">
        <strong>{frame.refusedTitle}</strong> {frame.refusedText}
      </section>
    );
  }
  if (connection.value === 'outdated') {
    return (
      <section class="notice is-fault" role="alert">
        <strong>{frame.outdatedTitle}</strong> {frame.outdatedText} <Button onClick={() => location.reload()}>{frame.reload}</Button>
      </section>
    );
  }
  return (
    <div role="status" class={connection.value === 'lost' ? 'notice' : ''}>
      {connection.value === 'lost' ? frame.lost : ''}
    </div>
  );
}
