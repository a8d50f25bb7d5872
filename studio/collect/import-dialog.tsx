import { type Signal, useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { words } from '../words/words.ts';
import { report } from './add-files.ts';
import { refusedFiles } from './uploads.ts';

/** As many as the server takes at a time. */
const most = 1000;

/** Photos from a list of addresses on the web: the server fetches them. */
export function ImportDialog({ open, of }: { readonly open: Signal<boolean>; readonly of: ClassInfo }) {
  const { collect } = words.value;
  const text = useSignal('');
  const isBusy = useSignal(false);
  const urls = text.value
    .split(/\s+/)
    .filter((line) => /^https?:\/\//i.test(line))
    .slice(0, most);
  const fetchAll = async (): Promise<void> => {
    isBusy.value = true;
    const asked = ask(api.importUrls, { body: { class: of.id, urls } });
    if (await attempt(asked)) {
      const { photos, already, refused, operation } = await asked;
      if (refused.length > 0) refusedFiles.value = [...refusedFiles.value, ...refused];
      open.value = false;
      text.value = '';
      void report(
        Promise.resolve({ added: photos.length, already, refused, stopped: 0, operations: operation === undefined ? [] : [operation] }),
        of.name,
      );
    }
    isBusy.value = false;
  };
  return (
    <Dialog open={open} title={collect.importTitle(of.name)}>
      <form
        class="import-form"
        onSubmit={(event) => {
          event.preventDefault();
          void fetchAll();
        }}
      >
        <Field label={collect.addresses} hint={collect.addressesHint}>
          {({ id, describedBy }) => (
            <textarea
              id={id}
              aria-describedby={describedBy}
              rows={8}
              value={text}
              disabled={isBusy.value}
              placeholder={'https://example.org/photo-1.jpg\nhttps://example.org/photo-2.jpg'}
              onInput={(event) => (text.value = event.currentTarget.value)}
            />
          )}
        </Field>
        {isBusy.value && <ProgressBar label={collect.fetching(urls.length)} />}
        <div class="dialog-actions">
          <Button type="submit" kind="main" icon="download" disabled={urls.length === 0 || isBusy.value}>
            {isBusy.value ? collect.fetching(urls.length) : collect.fetch(urls.length)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
