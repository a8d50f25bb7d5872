import { version } from '../version.ts';
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from './page-assets.ts';

/**
 * What the page may do: run its own script and the one that hears the microphone, which must be a file; show photos and play sounds that
 * were chosen on it, and ask this server.
 */
export const pagePolicy = [
  "default-src 'none'",
  `script-src '${pageScriptHash}' 'self'`,
  `style-src '${pageStyleHash}'`,
  'img-src blob: data:',
  'media-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/`, whole: nothing is fetched but what the server tells any client. It names no model, so that it needs no token. */
export function renderPage({ asksToken }: { readonly asksToken: boolean }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Graft</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>Graft</h1>
<p class="quiet">This server names what is in photos or sounds.</p>
</header>
<main>
<noscript><p>The form needs JavaScript. The server answers without it: <a href="/openapi.json">openapi.json</a> describes how.</p></noscript>
<form id="token-form" data-asks="${asksToken}" hidden>
<h2><label for="token">Token</label></h2>
<p>The server asks for a token. It is kept in this page alone.</p>
<p><input id="token" type="password" autocomplete="off" required> <button>Go on</button></p>
</form>
<section id="try" aria-labelledby="try-title" hidden>
<h2 id="try-title">Try a photo</h2>
<p id="chooser" hidden><label for="model">Model</label> <select id="model"></select></p>
<label id="drop" for="file"><span id="drop-text">Drop photos here, paste one, or choose</span><br><input id="file" type="file" accept="image/*" multiple></label>
<div id="recorder" hidden>
<button type="button" id="record" aria-describedby="record-says" hidden>Hold to record</button>
<div id="listening" hidden><meter id="level" aria-label="Level of the microphone" min="0" max="1"></meter> <span id="clock"></span></div>
<p id="record-says" class="quiet" role="status"></p>
</div>
</section>
<p id="status" role="status"></p>
<section id="results" aria-label="What it says"></section>
<section aria-labelledby="models-title">
<h2 id="models-title">What it knows</h2>
<div id="models"></div>
</section>
<section aria-labelledby="code-title">
<h2 id="code-title">From a program</h2>
<pre tabindex="0" id="curl">curl -F image=@photo.jpg …/v1/models/NAME/predict</pre>
<p><a href="/openapi.json">openapi.json</a> describes every request and answer; clients of KServe and Triton ask at <code>/v2</code>.</p>
</section>
</main>
<footer>Graft ${version}</footer>
<script>${pageScript}</script>
</body>
</html>
`;
}
