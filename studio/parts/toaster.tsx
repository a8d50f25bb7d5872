import './toaster.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { dismissToast, type Toast, toasts } from '../state/toasts.ts';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

/** For how long a message stays, in milliseconds; faults, which say what to do, and those with an offer stay longer. */
const stay = { plain: 5000, withAction: 10_000, fault: 15_000 };

/**
 * Short messages, above all else, and so within the topmost dialog where one is open; they wait while one points at them or is in them. When the one
 * with the focus goes away, the focus returns to where it came from.
 */
export function Toaster() {
  const place = useRef<HTMLElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const hadFocus = place.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus && document.activeElement === document.body && cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  });
  return (
    <section
      ref={place}
      class="toaster"
      aria-label={words.value.frame.messages}
      aria-live="polite"
      onFocusIn={({ relatedTarget }) => {
        if (relatedTarget instanceof Element && place.current?.contains(relatedTarget) === false) cameFrom.current = relatedTarget;
      }}
    >
      {toasts.value.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const [isHeld, setHeld] = useState(false);
  const { id, text, hint, tone, action } = toast;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismissToast(id), tone === 'fault' ? stay.fault : action === undefined ? stay.plain : stay.withAction);
    return () => clearTimeout(timer);
  }, [isHeld, id, tone, action]);
  return (
    <div
      class={`toast ${tone === 'fault' ? 'is-fault' : ''}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusCapture={() => setHeld(true)}
      onBlurCapture={() => setHeld(false)}
    >
      <p>
        {text}
        {hint !== undefined && <span class="toast-hint">{hint}</span>}
      </p>
      {action !== undefined && (
        <Button kind="quiet" onClick={action.run}>
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={words.value.frame.dismiss} onClick={() => dismissToast(id)} />
    </div>
  );
}
