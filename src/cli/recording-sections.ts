import type { DatasetCheck } from 'graft-ml';
import type { FindingsSection } from './findings-section.ts';
import { printable } from './fit-text.ts';
import { count, counted, percent } from './write-quantity.ts';

/** What was found wrong with recordings by themselves, section by section. */
export function recordingSections({ recordings }: DatasetCheck, short: (file: string) => string): FindingsSection[] {
  if (recordings === undefined) return [];
  const { clipped, quiet, short: brief, narrow, deadChannel, outOfPhase, misnamed } = recordings;
  const [{ heardAt = 0 } = {}] = narrow;
  return [
    {
      severity: 'doubtful',
      title: `${counted(clipped.length, 'recording')} too loud for what recorded ${clipped.length === 1 ? 'it' : 'them'}: clipped`,
      advice:
        'So much of each lies at full scale, its waves cut off flat, which adds tones that were not there. Record softer, or from farther away.',
      rows: clipped.map(({ file, share }) => [percent(share), short(file)]),
    },
    {
      severity: 'doubtful',
      title: `${counted(outOfPhase.length, 'recording')} whose channels cancel each other`,
      advice:
        'One channel is the other upside down (a cable wired the wrong way): mixed to one, next to nothing is left. Turn one over, or keep one.',
      rows: outOfPhase.map(({ file }) => [short(file)]),
    },
    {
      severity: 'notable',
      title: `${counted(deadChannel.length, 'recording')} with a silent channel`,
      advice: 'The other channel is heard, at half its level, which changes nothing; a microphone may be broken.',
      rows: deadChannel.map(({ file }) => [short(file)]),
    },
    {
      severity: 'notable',
      title: `${counted(brief.length, 'very short recording')}`,
      advice:
        'Much shorter than the others: nearly all of what the network sees of them is empty. Leave them, if what will be predicted is as short.',
      rows: brief.map(({ file, seconds }) => [`${seconds.toFixed(2)} s`, short(file)]),
    },
    {
      severity: 'notable',
      title: `${counted(quiet.length, 'very quiet recording')}`,
      advice: 'Loudness is made equal, but the noise of what recorded them is louder, too: their levels are so far below full scale.',
      rows: quiet.map(({ file, decibels }) => [`${decibels.toFixed(0)} dB`, short(file)]),
    },
    {
      severity: 'notable',
      title: `${counted(narrow.length, 'recording')} at a lower sample rate than most`,
      advice: `The network hears up to ${count(heardAt / 2)} Hz; above half of its own rate nothing is in a recording. Where one class is so more than others, a model learns that: train with a lower --sample-rate.`,
      rows: narrow.map(({ file, sampleRate }) => [`${count(sampleRate)} Hz`, short(file)]),
    },
    {
      severity: 'notable',
      title: `${counted(misnamed.length, 'file')} whose ${misnamed.length === 1 ? 'name says' : 'names say'} another form than ${misnamed.length === 1 ? 'it has' : 'they have'}`,
      advice: 'Graft goes by what is in them; other programs may not.',
      rows: misnamed.map(({ file, format }) => [`is ${printable(format)}`, short(file)]),
    },
  ];
}
