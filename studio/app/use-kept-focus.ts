import { useEffect } from 'preact/hooks';

const focusable = ':is(a[href], button, input, select, textarea, [tabindex]):not([tabindex="-1"], :disabled, [hidden])';

/** Where an element stands: its ancestors, the nearest first, each with the place among its children that leads to the element. */
type Whereabouts = readonly { readonly parent: Element; readonly at: number }[];

/**
 * What has the focus may leave the page, when it was pressed or when another tab removed it. Browsers forget the focus then, and who uses the
 * keyboard would begin anew at the top: here it goes to what stands in its place, or to what is nearest.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let focused: Element | undefined;
    let whereabouts: Whereabouts = [];
    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof Element)) return;
      focused = target;
      whereabouts = find(target);
    };
    const forget = (left: EventTarget | null): void => {
      if (focused === left && focused?.isConnected === true) focused = undefined;
    };
    const onLeave = ({ target, relatedTarget }: FocusEvent): void => {
      // It was left, for nothing else: that is what was wanted. What was removed is left, too, and is told apart when it is gone.
      if (relatedTarget === null) queueMicrotask(() => forget(target));
    };
    const observer = new MutationObserver(() => {
      if (focused === undefined || document.activeElement !== document.body) return;
      if (focused.isConnected) return;
      focused = undefined;
      successor(whereabouts)?.focus({ preventScroll: true });
    });
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onLeave);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onLeave);
    };
  }, []);
}

function find(element: Element): Whereabouts {
  const places: { parent: Element; at: number }[] = [];
  for (let child = element; child.parentElement !== null; child = child.parentElement) {
    places.push({ parent: child.parentElement, at: [...child.parentElement.children].indexOf(child) });
  }
  return places;
}

/** What stands where the element stood, else after it, else before it; within the nearest ancestor that is still there and has any. */
function successor(whereabouts: Whereabouts): HTMLElement | undefined {
  for (const { parent, at } of whereabouts) {
    if (!parent.isConnected) continue;
    const children = [...parent.children];
    for (const child of [...children.slice(at), ...children.slice(0, at).reverse()]) {
      const target = child.matches(focusable) ? child : child.querySelector(focusable);
      if (target instanceof HTMLElement && target.checkVisibility()) return target;
    }
    if (parent.id === 'main' && parent instanceof HTMLElement) return parent;
  }
  return undefined;
}
