import { useRef } from 'preact/hooks';
import type { MediumState } from '../../src/studio/contract.ts';
import { Button } from '../parts/button.tsx';
import type { IconName } from '../parts/icon.tsx';
import { medium } from '../state/medium.ts';
import { type FoundFile, readChosen } from './dropped-files.ts';

/** What the file dialog offers: photos or sounds of the kinds that Graft reads, and zip files of them. */
const accepted: Readonly<Record<MediumState, string>> = {
  none: 'image/*,audio/*,.opus,.zip,application/zip',
  photos: 'image/*,.zip,application/zip',
  sounds: 'audio/*,.opus,.zip,application/zip',
};

/** A button that opens the system's dialog for files, or for a folder. */
export function FileButton({
  label,
  icon = 'upload',
  folder = false,
  kind = 'plain',
  onFiles,
}: {
  readonly label: string;
  readonly icon?: IconName;
  readonly folder?: boolean;
  readonly kind?: 'plain' | 'main' | 'quiet';
  readonly onFiles: (found: readonly FoundFile[]) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={icon} kind={kind} onClick={() => field.current?.click()}>
        {label}
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        multiple
        aria-label={label}
        {...(folder ? { webkitdirectory: true } : { accept: accepted[medium.value] })}
        onChange={(event) => {
          const found = readChosen(event.currentTarget.files ?? []);
          event.currentTarget.value = ''; // the same file can be chosen again
          onFiles(found);
        }}
      />
    </>
  );
}
