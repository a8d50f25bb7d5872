import { signal } from '@preact/signals';

/** A short message that goes away by itself, with something that can be done about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly hint?: string | undefined;
  readonly tone: 'plain' | 'fault';
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export const toasts = signal<readonly Toast[]>([]);

/** More than these at a time would cover the page. */
const most = 4;

let lastId = 0;

/** Shows a message; returns what takes it away again. */
export function showToast({ tone = 'plain', ...rest }: Omit<Toast, 'id' | 'tone'> & { readonly tone?: Toast['tone'] }): () => void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value, { ...rest, tone, id }].slice(-most);
  return () => dismissToast(id);
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}
