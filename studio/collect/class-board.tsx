import { useSignal } from '@preact/signals';
import { EmptyState } from '../parts/empty-state.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { classes, skipped } from '../state/project.ts';
import { words } from '../words/words.ts';
import { AddClass } from './add-class.tsx';
import { addByFolders } from './add-files.ts';
import { ClassCard, type Recording } from './class-card.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileButton } from './file-button.tsx';
import { LooseFilesDialog } from './loose-files-dialog.tsx';
import { SkippedFiles } from './skipped-files.tsx';
import { TrashDialog } from './trash-dialog.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { usePaste } from './use-paste.ts';

const add = (found: Parameters<typeof addByFolders>[0]): void => void addByFolders(found);

/** All classes as cards; whatever is dropped beside them goes to the classes that its folders name. */
export function ClassBoard() {
  const { collect } = words.value;
  const trash = useSignal(false);
  const recording = useSignal<Recording | undefined>(undefined);
  usePaste(add);
  return (
    <DropZone class="view class-board" onFiles={add}>
      <div class="view-top">
        <h2 class="view-title">{collect.title}</h2>
        <FileButton label={collect.addFolder} folder onFiles={add} />
        <IconButton icon="trash" label={collect.trash} onClick={() => (trash.value = true)} />
      </div>
      <UploadProgress />
      {classes.value.length === 0 ? (
        <EmptyState icon="photos" title={collect.emptyTitle} text={collect.emptyText}>
          <AddClass />
        </EmptyState>
      ) : (
        <ul class="class-cards">
          {classes.value.map((each) => (
            <li key={each.id}>
              <ClassCard of={each} recording={recording} />
            </li>
          ))}
          <li>
            <AddClass />
          </li>
        </ul>
      )}
      <p class="quiet small drop-hint">{collect.dropHint}</p>
      {skipped.value.length > 0 && <SkippedFiles />}
      <LooseFilesDialog />
      <TrashDialog open={trash} />
    </DropZone>
  );
}
