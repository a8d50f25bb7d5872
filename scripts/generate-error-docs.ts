/**
 * Writes `docs/errors.md` from the codes in `src/errors.ts`.
 *
 *     tsx scripts/generate-error-docs.ts           writes it
 *     tsx scripts/generate-error-docs.ts --check   fails where it is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCodes } from '../src/errors.ts';

const file = 'docs/errors.md';
const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
const page = `# Errors

<!-- Written by scripts/generate-error-docs.ts from src/errors.ts: change it there, then run \`npm run docs:errors\`. -->

Whatever Graft refuses, it refuses with a \`GraftError\`:

| field | what it holds |
| --- | --- |
| \`code\` | one of the codes below, for programs |
| \`message\` | what happened, for people; it ends in "Received …" where a value was wrong |
| \`hint\` | what to do about it |
| \`file\` | the file or folder it happened to, where there is one |
| \`cause\` | the error underneath, where there is one |

## Codes

| code | what it means |
| --- | --- |
${rows.join('\n')}
`;

if (rows.length === 0) throw new Error('src/errors.ts has no codes.');
if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (currentPage() === page) {
  console.log(`${file}: ${rows.length} codes, current`);
} else {
  console.error(`${file} is not what src/errors.ts says. Run npm run docs:errors and commit it.`);
  process.exitCode = 1;
}

function currentPage(): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
