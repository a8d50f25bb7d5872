import { useEffect } from 'preact/hooks';
import { takeBackByKey } from '../state/take-back.ts';

/** Ctrl-Z and Cmd-Z take back what was done last, except where one writes text: there they are the field's own. */
export function useUndoKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      if (event.repeat || document.querySelector('dialog[open]') !== null) return;
      void takeBackByKey();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
