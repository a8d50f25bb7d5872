import { words } from '../words/words.ts';

/** The keys, on the screen: one a photo. */
export function KeyHelp() {
  const { look, frame } = words.value;
  const { keyNames } = look;
  const keys: readonly (readonly [string, string])[] = [
    [keyNames.arrows, look.go],
    [keyNames.keep, look.keep],
    [keyNames.remove, look.remove],
    [keyNames.suggested, look.toSuggested],
    ['1–9', look.move],
    [keyNames.choose, look.otherClass],
    [keyNames.heat, look.heat],
    [keyNames.undo, frame.undo],
  ];
  return (
    <dl class="key-help small" aria-label={look.keys}>
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
