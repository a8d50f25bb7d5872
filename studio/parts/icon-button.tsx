import './button.css';
import { Icon, type IconName } from './icon.tsx';

/** A button with a picture alone; its label is read aloud and shown when one points at it. */
export function IconButton({
  icon,
  label,
  onClick,
  disabled = false,
  pressed,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: (event: MouseEvent) => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
