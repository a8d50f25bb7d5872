import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * Gives the button to hold the focus once there is something to record from: who opened a camera or a microphone wants to hold it next, and
 * it cannot have the focus before. Whoever is elsewhere by then is left there.
 */
export function useFocusWhenReady(recorder: RefObject<HTMLElement | null>, isReady: boolean): void {
  useEffect(() => {
    const { activeElement } = document;
    if (isReady && (activeElement === document.body || recorder.current?.contains(activeElement) === true))
      recorder.current?.querySelector<HTMLElement>('.hold-button')?.focus();
  }, [isReady]);
}
