import { expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { type Json, openapi } from './openapi.ts';

const description = openapi(defaultLimits, true);

/** Every object in the document, with its place. */
function* objectsOf(json: Json, place = '#'): Generator<readonly [place: string, object: Readonly<Record<string, Json>>]> {
  if (typeof json !== 'object' || json === null) return;
  if (!isArray(json)) yield [place, json];
  for (const [name, value] of Object.entries(json)) yield* objectsOf(value, `${place}/${name.replaceAll('/', '~1')}`);
}
const isArray = (json: Json): json is readonly Json[] => Array.isArray(json);
const places = new Map([...objectsOf(description)].map(([place, object]) => [place, object]));

test('every reference leads to something', () => {
  const references = [...places.values()].flatMap((object) => (typeof object['$ref'] === 'string' ? [object['$ref']] : []));
  expect(references.length).toBeGreaterThan(30);
  for (const reference of references) expect(places.has(reference), reference).toBe(true);
});

test('every parameter of a path is described there, and every operation has answers', () => {
  const paths = places.get('#/paths') ?? {};
  expect(Object.keys(paths).length).toBeGreaterThanOrEqual(13);
  for (const [path, item] of Object.entries(paths)) {
    const described = JSON.stringify(item);
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(described, path).toContain(`"name":"${name}","in":"path"`);
    expect(described).toContain('"responses":{"200"');
  }
});

test('the schemas are those that requests are parsed with', () => {
  expect(places.get('#/components/schemas/PredictRequest')).toMatchObject({
    type: 'object',
    required: ['images'],
    additionalProperties: false,
  });
  expect(places.get('#/components/schemas/Error')).toMatchObject({ required: ['error'] });
  expect(places.get('#')).toMatchObject({ openapi: '3.1.0', security: [{ token: [] }] });
  expect(openapi(defaultLimits, false)).not.toHaveProperty('security');
});
