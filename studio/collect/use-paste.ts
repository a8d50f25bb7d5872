import { useEffect } from 'preact/hooks';
import { type FoundFile, readChosen } from './dropped-files.ts';

/** Hears of pictures that are pasted anywhere on the page. */
export function usePaste(onFiles: (found: readonly FoundFile[]) => void): void {
  useEffect(() => {
    const onPaste = ({ clipboardData }: ClipboardEvent): void => {
      const found = readChosen(clipboardData?.files ?? []);
      if (found.length > 0) onFiles(found);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [onFiles]);
}
