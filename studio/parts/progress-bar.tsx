import './progress-bar.css';

/** How far something is; without `value`, that it goes on. */
export function ProgressBar({
  label,
  value,
  total = 1,
}: {
  readonly label: string;
  readonly value?: number | undefined;
  readonly total?: number;
}) {
  return <progress class="progress-bar" aria-label={label} {...(value === undefined ? {} : { value, max: Math.max(total, 1e-9) })} />;
}
