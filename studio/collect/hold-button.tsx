import type { ComponentChildren } from 'preact';

/** A button that works as long as it is held: by a pointer, a finger, or the space bar. */
export function HoldButton({
  isOn,
  disabled,
  onHold,
  onRelease,
  onTap,
  children,
}: {
  readonly isOn: boolean;
  readonly disabled: boolean;
  readonly onHold: () => void;
  readonly onRelease: () => void;
  /** What presses without a pointer or a key (a screen reader, a switch) cannot hold. */
  readonly onTap: () => void;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={`hold-button ${isOn ? 'is-on' : ''}`}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onHold();
      }}
      onPointerUp={onRelease}
      onPointerCancel={onRelease}
      onContextMenu={(event) => event.preventDefault()} // a long press on a phone
      onBlur={onRelease}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) onHold();
      }}
      onKeyUp={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault(); // else a click would follow
        onRelease();
      }}
      onClick={(event) => {
        if (event.detail === 0) onTap();
      }}
    >
      <span class="hold-dot" aria-hidden="true" />
      {children}
    </button>
  );
}
