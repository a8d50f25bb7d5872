import { createHash } from 'node:crypto';
import { escapeHtml } from '../../report/escape-html.ts';
import { phoneScript } from './phone-script.ts';
import { phoneStyle } from './phone-style.ts';
import { type PhoneWords, phoneWords } from './phone-words.ts';

/** A page, and what it may do. */
export interface PhonePage {
  readonly html: string;
  /** Its Content-Security-Policy: its own script and style by their hashes, and to send to where it is from. */
  readonly policy: string;
}

/**
 * The page that a phone shows: two buttons, and how many photos arrived. All of it is in it; the photos are chosen by the phone's own dialogs, as a
 * camera's stream is given to pages of https alone.
 *
 * @param accepted An `Accept-Language` header.
 */
export function phonePage(accepted: string): PhonePage {
  const words = phoneWords(accepted);
  const script = phoneScript(words);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(phoneStyle)}'`,
    'img-src data:', // the icon, which is none
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html: render(words, script), policy };
}

function render(words: PhoneWords, script: string): string {
  const text = (key: keyof PhoneWords): string => escapeHtml(words[key]);
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${text('title')}</title>
<style>${phoneStyle}</style>
</head>
<body>
<main>
<h1>${text('title')}</h1>
<p class="quiet">${text('text')}</p>
<label class="button main"><span>${text('take')}</span><input id="take" type="file" accept="image/*" capture="environment"></label>
<label class="button"><span>${text('choose')}</span><input id="choose" type="file" accept="image/*" multiple></label>
<section aria-live="polite" role="status">
<p id="arrived" class="arrived">${text('none')}</p>
<p id="sending" class="quiet"></p>
</section>
<progress id="progress" value="0" max="1" aria-labelledby="sending" hidden></progress>
<section id="trouble" role="alert" hidden>
<p id="refused"></p>
<ul id="list"></ul>
<button id="again" class="button" type="button" hidden>${text('again')}</button>
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
