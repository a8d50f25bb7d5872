import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml, html, scriptJson, trusted } from './escape-html.ts';

test('text keeps its meaning and loses its markup', () => {
  expect(escapeHtml(`<b title="x" class='y'>&amp;`)).toBe('&#60;b title=&#34;x&#34; class=&#39;y&#39;&#62;&#38;amp;');
  expect(escapeHtml('a\0b')).toBe('a\ufffdb');
});

test('a template escapes text, not HTML, and leaves out what is undefined', () => {
  const list = ['<', 1, undefined, [trusted('<br>'), html`<i>${'"'}</i>`]] as const;
  expect(html`<p>${list}</p>`.markup).toBe('<p>&#60;1<br><i>&#34;</i></p>');
});

test('no text opens a tag, closes an attribute or ends a script', () => {
  const nasty = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', 'script', 'style', ' ', '\u2028', '\0', 'a') });
  fc.assert(
    fc.property(nasty, (text) => {
      expect(html`<a title="${text}">${text}</a>`.markup).toMatch(/^<a title="[^<>"]*">[^<>]*<\/a>$/);
      const { markup } = scriptJson({ [text]: text });
      expect(markup).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(markup)).toEqual({ [text]: text });
    }),
  );
});
