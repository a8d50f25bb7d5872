import { createHash } from 'node:crypto';
import { escapeHtml } from '../../report/escape-html.ts';
import type { Medium } from '../project/medium.ts';
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
 * The page that a phone shows: two buttons, and how many photos or recordings arrived. All of it is in it; they are taken by the phone's own
 * dialogs, as the streams of cameras and microphones are given to pages of https alone.
 *
 * @param accepted An `Accept-Language` header.
 */
export function phonePage(accepted: string, medium: Medium): PhonePage {
  const words = phoneWords(accepted, medium);
  const script = phoneScript(words, medium);
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
  return { html: render(words, script, inputs[medium]), policy };
}

/** What the phone's own dialogs are asked for: to take one, and to choose some. */
const inputs: Readonly<Record<Medium, { readonly take: string; readonly choose: string }>> = {
  photos: { take: 'accept="image/*" capture="environment"', choose: 'accept="image/*"' },
  sounds: { take: 'accept="audio/*" capture', choose: 'accept="audio/*,.wav,.flac,.mp3,.ogg,.oga,.opus,.m4a,.aac"' },
};

function render(words: PhoneWords, script: string, input: (typeof inputs)[Medium]): string {
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
<label class="button main"><span>${text('take')}</span><input id="take" type="file" ${input.take}></label>
<label class="button"><span>${text('choose')}</span><input id="choose" type="file" ${input.choose} multiple></label>
${words.hint === '' ? '' : `<p class="quiet">${text('hint')}</p>`}
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
