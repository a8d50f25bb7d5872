import { openTerminal } from '../terminal.ts';

/** The end of a help text: what one might type. */
export function examples(lines: readonly string[]): string {
  const { paint } = openTerminal().out;
  return `\n${paint.bold('Examples:')}\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
