import './button.css';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** A button with a word on it; `main` is for the one thing that a view is about. */
export function Button({
  children,
  onClick,
  kind = 'plain',
  icon,
  type = 'button',
  disabled = false,
}: {
  readonly children: ComponentChildren;
  readonly onClick?: (event: MouseEvent) => void;
  readonly kind?: 'plain' | 'main' | 'quiet' | 'grave';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
}) {
  return (
    <button type={type} class={`button is-${kind}`} disabled={disabled} {...(onClick === undefined ? {} : { onClick })}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
