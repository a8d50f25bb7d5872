import { describe, GraftError } from '../errors.ts';
import { defineSound, type SoundOptions, type SoundSettings, soundVersions } from '../sounds/sound-settings.ts';
import { fits, isFit, isFrameSide, isRgb, maxFrameSide, type Preprocessing, preprocessingVersions } from './preprocessing.ts';

/**
 * Reads a {@link Preprocessing} record from parsed JSON.
 *
 * A field this version does not know makes it fail: pixels made without heeding it would silently be others.
 *
 * @param file Where the record came from, for the message.
 * @throws `MODEL_TOO_NEW` when a newer version wrote it, `MODEL_DAMAGED` when it is no such record.
 */
export function parsePreprocessing(json: unknown, file: string): Preprocessing {
  if (typeof json !== 'object' || json === null) throw damaged('the record', 'an object', json, file);
  const fields: Readonly<Record<string, unknown>> = { ...json };
  const version = fields['version'];
  const newest = Math.max(...preprocessingVersions);
  if (typeof version === 'number' && version > newest) {
    const message = `The model prepares its pictures in a newer way (${version}) than this version of Graft knows (${newest}).`;
    throw new GraftError('MODEL_TOO_NEW', message, { file, hint: 'Update Graft, or train the model again with this version.' });
  }
  const take = <Value>(name: string, expected: string, accepts: (value: unknown) => value is Value): Value => {
    const value = fields[name];
    if (!accepts(value)) throw damaged(name, expected, value, file);
    return value;
  };
  const only = <Text extends string | number>(name: string, text: Text): Text =>
    take(name, JSON.stringify(text), (value): value is Text => value === text);
  const parsed: Preprocessing = {
    version: take('version', `one of ${preprocessingVersions.join(', ')}`, isVersion),
    width: take('width', `a whole number from 1 to ${maxFrameSide}`, isFrameSide),
    height: take('height', `a whole number from 1 to ${maxFrameSide}`, isFrameSide),
    fit: take('fit', `one of ${fits.join(', ')}`, isFit),
    resize: only('resize', 'bilinear-antialiased'),
    background: take('background', 'three whole numbers from 0 to 255', isRgb),
    padding: take('padding', 'three whole numbers from 0 to 255', isRgb),
    colour: only('colour', 'srgb'),
    layout: only('layout', 'nhwc'),
    dtype: only('dtype', 'uint8'),
    ...(version === 3 ? { sound: parseSound(fields['sound'], file) } : {}),
  };
  const unknown = Object.keys(fields).find((name) => !(name in parsed));
  if (unknown !== undefined) throw damaged(unknown, 'left out', fields[unknown], file);
  return parsed;
}

/** A record that is complete, and no more than that. */
function parseSound(json: unknown, file: string): SoundSettings {
  if (typeof json !== 'object' || json === null) throw damaged('sound', 'an object', json, file);
  const { version, ...given }: Readonly<Record<string, unknown>> = { ...json };
  const newest = Math.max(...soundVersions);
  if (typeof version === 'number' && version > newest) {
    const message = `The model makes its pictures of sounds in a newer way (${version}) than this version of Graft knows (${newest}).`;
    throw new GraftError('MODEL_TOO_NEW', message, { file, hint: 'Update Graft, or train the model again with this version.' });
  }
  const known = soundVersions.find((each) => each === version);
  if (known === undefined) throw damaged('sound.version', `one of ${soundVersions.join(', ')}`, version, file);
  let settings: SoundSettings;
  try {
    settings = { ...defineSound(given as SoundOptions), version: known }; // every field is checked there, whatever its type
  } catch {
    throw damaged('sound', 'settings within their limits', json, file);
  }
  const names = Object.keys(settings).filter((name) => name !== 'version');
  const odd = [...names, ...Object.keys(given)].find((name) => given[name] !== settings[name as keyof SoundSettings]);
  if (odd !== undefined) throw damaged(`sound.${odd}`, 'one of the settings', given[odd], file);
  return settings;
}

function isVersion(value: unknown): value is Preprocessing['version'] {
  return preprocessingVersions.some((version) => version === value);
}

function damaged(field: string, expected: string, received: unknown, file: string): GraftError {
  const message = `The model's preprocessing is damaged: expected ${field} to be ${expected}. Received ${describe(received)}.`;
  return new GraftError('MODEL_DAMAGED', message, {
    file,
    hint: 'Restore the folder from a copy, or train it again; the features are kept, so that takes seconds.',
  });
}
