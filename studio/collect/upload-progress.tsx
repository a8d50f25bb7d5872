import { useSignal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { describeProblem } from '../words/describe-problem.ts';
import { words } from '../words/words.ts';
import { isUploading, refusedFiles, stopUploads, uploads } from './uploads.ts';

/** How far the uploads are, and which files were refused: why, and what to do about it. */
export function UploadProgress() {
  const { collect } = words.value;
  const { done, total } = uploads.value;
  const open = useSignal(false);
  const refused = refusedFiles.value;
  return (
    <div class="upload-progress">
      {isUploading.value && (
        <div class="upload-progress-bar">
          <span class="number">{collect.uploading(done, total)}</span>
          <ProgressBar label={collect.uploading(done, total)} value={done} total={total} />
          <Button kind="quiet" onClick={stopUploads}>
            {collect.stopUploads}
          </Button>
        </div>
      )}
      {refused.length > 0 && (
        <p class="refused-note">
          {collect.refusedCount(refused.length)}
          <Button kind="quiet" onClick={() => (open.value = true)}>
            {collect.seeWhy}
          </Button>
          <IconButton icon="close" label={words.value.frame.dismiss} onClick={() => (refusedFiles.value = [])} />
        </p>
      )}
      <Dialog open={open} title={collect.refusedTitle} size="large">
        <ul class="refused-list">
          {refused.map(({ name, problem }, at) => {
            const { message, hint } = describeProblem(problem);
            return (
              <li key={at}>
                <strong>{name}</strong>
                <span>{message}</span>
                {hint !== undefined && <span class="quiet">{hint}</span>}
              </li>
            );
          })}
        </ul>
      </Dialog>
    </div>
  );
}
