import { relative } from 'node:path';
import type { DatasetCheck, MediumWords } from 'graft-ml';
import { drawTable } from './draw-table.ts';
import type { FindingsSection } from './findings-section.ts';
import { printable } from './fit-text.ts';
import { recordingSections } from './recording-sections.ts';
import type { Channel } from './terminal.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** Of a long list, so many are shown. */
const shown = 5;

/** Prints what a check found, the worst first. */
export function printFindings(
  check: DatasetCheck,
  out: Channel,
  { words, listed = shown }: { readonly words: MediumWords; readonly listed?: number | undefined },
): void {
  const { line, paint } = out;
  const { images, classes, seconds, root } = check;
  line();
  line(
    `  ${paint.bold(counted(images, words.one))} of ${counted(classes.length, 'class', 'classes')}  ${paint.dim(`looked through in ${duration(seconds.total)}`)}`,
  );
  const sections = [
    ...copySections(check, words),
    ...labelSections(check, words),
    ...fileSections(check, words),
    ...(check.medium === 'sounds' ? recordingSections(check, (file) => short(file, check.root)) : pictureSections(check)),
    ...setSections(check, words),
  ].filter(({ rows }) => rows.length > 0);
  if (sections.length === 0) line(`\n  ${paint.green('✔ Nothing odd was found.')}`);
  for (const { severity, title, advice, rows } of ranked(sections)) {
    const colour = { serious: paint.red, doubtful: paint.yellow, notable: paint.cyan }[severity];
    line();
    line(`  ${colour(severity === 'serious' ? '✘' : '●')} ${paint.bold(colour(title))}`);
    for (const text of wrapped(advice, out.columns - 6)) line(`    ${paint.dim(text)}`);
    const columns = rows[0]?.length ?? 1;
    const layout = Array.from({ length: columns }, (_, at) => (at === columns - 1 ? { shrink: 'start' as const } : {}));
    for (const row of drawTable(layout, rows.slice(0, listed), { columns: out.columns - 4 })) line(`    ${row}`);
    if (rows.length > listed) line(paint.dim(`      … and ${count(rows.length - listed)} more (--all lists them)`));
  }
  line();
  line(paint.dim(`  Nothing in ${printable(root)} was changed. What each finding means: docs/checking.md`));
}

const order = { serious: 0, doubtful: 1, notable: 2 };

const ranked = (sections: readonly FindingsSection[]): FindingsSection[] =>
  sections.toSorted((a, b) => order[a.severity] - order[b.severity]);

function copySections({ duplicates, series, root }: DatasetCheck, { medium, one, many }: MediumWords): FindingsSection[] {
  const row = ({ files, kind, classes }: DatasetCheck['duplicates'][number]): string[] => [
    kind,
    classes.map(printable).join(' / '),
    files.map((file) => short(file, root)).join('  '),
  ];
  const leaks = duplicates.filter(({ acrossSplits }) => acrossSplits);
  const contradictions = duplicates.filter(({ acrossClasses }) => acrossClasses);
  const harmless = duplicates.filter(({ acrossSplits, acrossClasses }) => !acrossSplits && !acrossClasses);
  return [
    {
      severity: 'serious',
      title: `${counted(leaks.length, 'group')} of copies across your train, validation and test folders`,
      advice: `What is measured there was learned before, so the result would be too good. Keep all copies of a ${one} in one folder.`,
      rows: leaks.map(row),
    },
    {
      severity: 'serious',
      title: `${counted(contradictions.length, 'group')} of copies in different classes`,
      advice: `One ${one} cannot be both: leave it in the class it belongs to.`,
      rows: contradictions.map(row),
    },
    {
      severity: 'notable',
      title: `${counted(harmless.length, 'group')} of copies within a class`,
      advice: 'Training keeps copies on one side of a split by itself; they only count twice. One of each would do.',
      rows: harmless.map(row),
    },
    {
      severity: 'doubtful',
      title: `${counted(series.length, 'series', 'series')} of ${many} that are all alike`,
      advice:
        medium === 'sounds'
          ? 'The same sound many times over: too many to be copies. Split such recordings by hand, by day or by place.'
          : 'A fixed camera sees the same picture every time: too many to be copies. Split such photos by hand, by day or by object.',
      rows: series.map(({ files }) => [counted(files.length, one), short(files[0] ?? '', root)]),
    },
  ];
}

function labelSections({ labelErrors, outliers, root }: DatasetCheck, words: MediumWords): FindingsSection[] {
  const { medium, one, met, resembles, examine } = words;
  return [
    {
      severity: 'doubtful',
      title: `${counted(labelErrors.length, one)} that may have a wrong label`,
      advice: `The surest first: what it is labelled as, what it ${resembles} to a model that had not ${met} it. ${sentenceCase(examine)} each, and move what is wrong.`,
      rows: labelErrors.map(({ file, given, suggested, confidence }) => [
        percent(confidence),
        `${printable(given)} → ${printable(suggested)}`,
        short(file, root),
      ]),
    },
    {
      severity: 'notable',
      title: `${counted(outliers.length, one)} unlike the others`,
      advice:
        medium === 'sounds'
          ? 'They may not belong here, or are something rare that there should be more of.'
          : 'They may not belong here, or show something rare that more photos should show.',
      rows: outliers.map(({ file, from, class: name }) => [
        from === 'all' ? 'unlike all others' : `unlike other ${printable(name)}`,
        short(file, root),
      ]),
    },
  ];
}

function fileSections({ blank, unreadable, root }: DatasetCheck, { medium, one, many }: MediumWords): FindingsSection[] {
  return [
    {
      severity: 'serious',
      title:
        medium === 'sounds'
          ? counted(blank.length, 'silent recording')
          : `${counted(blank.length, one)} that ${blank.length === 1 ? 'shows' : 'show'} nothing`,
      advice: medium === 'sounds' ? 'Nothing is heard in them: leave them out.' : 'One colour all over: leave them out.',
      rows: blank.map(({ file }) => [short(file, root)]),
    },
    {
      severity: 'doubtful',
      title: `${counted(unreadable.length, 'file')} that ${unreadable.length === 1 ? 'takes' : 'take'} no part`,
      advice: `They cannot be read or are no ${many}; training passes them over.`,
      rows: unreadable.map(({ file, reason }) => [`${short(file, root)}: ${printable(withoutName(reason, file))}`]),
    },
  ];
}

function pictureSections({ dark, overexposed, blurred, tiny, oddAspect, root }: DatasetCheck): FindingsSection[] {
  const files = (findings: readonly { readonly file: string }[]): string[][] => findings.map(({ file }) => [short(file, root)]);
  const sizes = (findings: DatasetCheck['tiny']): string[][] =>
    findings.map(({ file, width, height }) => [`${width} x ${height}`, short(file, root)]);
  return [
    {
      severity: 'notable',
      title: `${counted(dark.length, 'photo')} almost black`,
      advice: 'Hardly anything is to be seen on them.',
      rows: files(dark),
    },
    {
      severity: 'notable',
      title: `${counted(overexposed.length, 'photo')} almost white`,
      advice: 'Hardly anything is to be seen on them.',
      rows: files(overexposed),
    },
    {
      severity: 'notable',
      title: `${counted(blurred.length, 'photo')} with nothing sharp`,
      advice: 'Leave them, if what will be predicted is as blurred; replace them otherwise.',
      rows: files(blurred),
    },
    {
      severity: 'notable',
      title: `${counted(tiny.length, 'tiny photo')}`,
      advice: 'The network sees them enlarged fourfold or more; larger ones teach more.',
      rows: sizes(tiny),
    },
    {
      severity: 'notable',
      title: `${counted(oddAspect.length, 'photo')} much longer than wide, or wider than high`,
      advice: 'They are squeezed to a square: crop them, or train with --fit pad.',
      rows: sizes(oddAspect),
    },
  ];
}

function setSections({ shortcuts, imbalance }: DatasetCheck, { medium, one }: MediumWords): FindingsSection[] {
  return [
    {
      severity: 'serious',
      ...(medium === 'sounds'
        ? {
            title: 'The class can be told without listening',
            advice: 'A model may learn that instead. Record every class in the same way: microphone, place, format, length.',
          }
        : {
            title: 'The class can be told without looking at what the photos show',
            advice: 'A model may learn that instead. Take photos of every class in the same way: camera, place, format, size.',
          }),
      rows: shortcuts.map(({ sentence }) => [sentence]),
    },
    {
      severity: 'notable',
      title: 'The classes are uneven',
      advice: imbalance.remedy,
      rows: imbalance.uneven
        ? imbalance.classes
            .toSorted((a, b) => a.photos - b.photos)
            .map(({ photos, class: name }) => [counted(photos, one), printable(name)])
        : [],
    },
  ];
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A reason beside the name of the file, which need not be said twice. */
const withoutName = (reason: string, file: string): string =>
  [`the picture ${file}`, `the sound ${file}`, file].reduce((text, name) => text.replace(name, 'it'), reason);

/** A path from the dataset's folder on. */
function short(file: string, root: string): string {
  const inside = relative(root, file);
  return printable(inside === '' || inside.startsWith('..') ? file : inside);
}

/** Breaks a text into lines of at most so many columns. */
function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
