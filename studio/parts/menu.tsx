import './menu.css';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { moveFocus } from './move-focus.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly grave?: boolean;
  readonly run: () => void;
}

/** A button that opens a short list of things to do: arrow keys, Home, End, Escape. */
export function Menu({
  label,
  icon = 'more',
  isLabelled = false,
  items,
}: {
  readonly label: string;
  readonly icon?: IconName;
  /** Whether the label stands on the button. */
  readonly isLabelled?: boolean;
  readonly items: readonly MenuItem[];
}) {
  const open = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = open.value;
  // Before the page is painted: a key that is pressed at once must reach the list.
  useLayoutEffect(() => {
    if (!isOpen) return;
    place.current?.querySelector('[role=menu]')?.scrollIntoView({ block: 'nearest' }); // a dialog around it may have to scroll
    place.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) open.value = false;
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen, open]);
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  return (
    <div class="menu" ref={place}>
      <button
        ref={button}
        type="button"
        class={isLabelled ? 'button' : 'icon-button'}
        {...(isLabelled ? {} : { 'aria-label': label, title: label })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => (open.value = !isOpen)}
      >
        <Icon name={icon} />
        {isLabelled && <span>{label}</span>}
      </button>
      {isOpen && (
        <div
          role="menu"
          tabIndex={-1}
          aria-label={label}
          class="menu-list"
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Tab') close();
            else moveFocus(event, event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]'));
            if (event.key !== 'Escape') return;
            event.preventDefault(); // a dialog around it stays open
            event.stopPropagation();
          }}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.grave === true ? 'is-grave' : ''}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.icon !== undefined && <Icon name={item.icon} />}
              <span>{item.label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
