import { useEffect } from 'preact/hooks';

/** Enter that is held presses a button once: browsers press it again and again, and a finger that rests would remove one photo after the other. */
export function useSingleClicks(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.repeat && event.key === 'Enter' && event.target instanceof HTMLButtonElement) event.preventDefault();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
