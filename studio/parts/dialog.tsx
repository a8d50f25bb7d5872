import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../words/words.ts';
import { IconButton } from './icon-button.tsx';
import { openDialogs } from './open-dialogs.ts';
import { Toaster } from './toaster.tsx';

/**
 * A dialog over the page, on the browser's own `<dialog>`: it keeps the focus and gives it back, Escape and a click beside
 * it close it. Its children are made when it opens and thrown away when it closes.
 */
export function Dialog({
  open,
  title,
  children,
  size = 'small',
  onClose,
  onKeyDown,
}: {
  /** A signal; closing sets it. */
  readonly open: { value: boolean };
  readonly title: string;
  readonly children: ComponentChildren;
  readonly size?: 'small' | 'large';
  readonly onClose?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const key = useRef({});
  const isOpen = open.value;
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
    if (!isOpen) {
      dialog.current?.close();
      return;
    }
    const own = key.current;
    openDialogs.value = [...openDialogs.peek(), own];
    return () => {
      openDialogs.value = openDialogs.peek().filter((each) => each !== own);
    };
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class={`dialog is-${size}`}
      aria-labelledby={heading}
      onClose={() => {
        open.value = false;
        onClose?.();
      }}
      onKeyDown={(event) => onKeyDown?.(event)}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close(); // the frame itself, beside what is in it
      }}
    >
      {isOpen && openDialogs.value.at(-1) === key.current && <Toaster />}
      {isOpen && (
        <div class="dialog-inside">
          <div class="dialog-top">
            <h2 id={heading}>{title}</h2>
            <IconButton icon="close" label={words.value.parts.close} onClick={() => dialog.current?.close()} />
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
