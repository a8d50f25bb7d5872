import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { dismissToast, type Toast, toasts } from '../state/toasts.ts';
import { words } from '../words/words.ts';

/** For how long a message stays, in milliseconds; faults, which say what to do, and those with an offer stay longer. */
const stay = { plain: 5000, withAction: 10_000, fault: 15_000 };

/** Short messages, above all else; they wait while one points at them or is in them. */
export function Toaster() {
  return (
    <section class="toaster" aria-label={words.value.frame.messages} aria-live="polite">
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
