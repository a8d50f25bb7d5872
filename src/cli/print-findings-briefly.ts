import type { Findings, MediumWords } from 'graft-ml';
import type { Channel } from './terminal.ts';
import { counted } from './write-quantity.ts';

/** Says in a few lines what is odd about the data of a training; nothing where nothing is. */
export function printFindingsBriefly(findings: Findings, data: string, { line, paint }: Channel, words: MediumWords): void {
  const { medium, one, many } = words;
  const { labelErrors, duplicates, blank, dark, overexposed, blurred, tiny, outliers, shortcuts, series, recordings } = findings;
  const across = duplicates.filter(({ acrossClasses }) => acrossClasses).length;
  const leaks = duplicates.filter(({ acrossSplits }) => acrossSplits).length;
  const poor = dark.length + overexposed.length + blurred.length + tiny.length;
  const faults: readonly (readonly { readonly file: string }[])[] = Object.values(recordings ?? {});
  const faulty = new Set(faults.flat().map(({ file }) => file)).size;
  const serious = [
    ...some(
      leaks,
      'group of copies in both train and validation, so that the result is too good',
      'groups of copies in both train and validation, so that the result is too good',
    ),
    ...some(across, 'group of copies in different classes', 'groups of copies in different classes'),
    ...(medium === 'sounds'
      ? some(blank.length, 'silent recording', 'silent recordings')
      : some(blank.length, 'photo that shows nothing', 'photos that show nothing')),
    ...shortcuts.map(({ sentence }) => sentence.replace(/:.*$/, '')),
  ];
  const notable = [
    ...some(labelErrors.length, 'label that may be wrong', 'labels that may be wrong'),
    ...some(
      duplicates.length - duplicates.filter((group) => group.acrossClasses || group.acrossSplits).length,
      'other group of copies, kept on one side of the split',
      'other groups of copies, each kept on one side of the split',
    ),
    ...some(series.length, `series of ${many} that are all alike`, `series of ${many} that are all alike`),
    ...some(outliers.length, `${one} unlike the others`, `${many} unlike the others`),
    ...some(poor, 'photo too dark, bright, blurred or small', 'photos too dark, bright, blurred or small'),
    ...some(
      faulty,
      'recording clipped, very short, very quiet or otherwise odd',
      'recordings clipped, very short, very quiet or otherwise odd',
    ),
  ];
  if (serious.length + notable.length === 0) return;
  line();
  for (const text of serious) line(`  ${paint.red('✘')} ${text}`);
  for (const text of notable) line(`  ${paint.yellow('●')} ${text}`);
  line(paint.dim(`    graft check ${data} says which, and what to do`));
}

function some(number: number, one: string, many: string): string[] {
  return number === 0 ? [] : [counted(number, one, many)];
}
