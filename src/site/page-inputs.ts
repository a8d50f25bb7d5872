import { type Html, html } from '../report/escape-html.ts';

/** What a page says of what its model takes, and what it has to give it by. */
export interface PageInputs {
  /** One of them. */
  readonly thing: string;
  /** Whether what is given stays with the visitor. */
  readonly stays: string;
  /** Where things are dropped, chosen, taken. */
  readonly ways: Html;
  /** What opens over the page. */
  readonly dialogs: Html;
}

/** Of a model of photos. */
export const pictureInputs: PageInputs = {
  thing: 'picture',
  stays: 'Your pictures stay on this device: the model comes to them, and nothing is sent.',
  ways: html`<section id="drop" aria-label="Give it a picture">
<div class="buttons">
<button type="button" class="first" id="choose">Choose pictures</button>
<button type="button" id="open-camera" hidden>Use the camera</button>
</div>
<input type="file" id="file" accept="image/*" multiple hidden>
<p class="quiet">or drop them here, or paste one</p>
</section>`,
  dialogs: html`<dialog id="camera" aria-label="Camera">
<video id="viewfinder" playsinline muted></video>
<p id="camera-says" role="status"></p>
<div class="buttons">
<button type="button" class="first" id="shoot">Take the picture</button>
<button type="button" id="close-camera">Close</button>
</div>
</dialog>`,
};

/** Of a model of sounds. */
export const soundInputs: PageInputs = {
  thing: 'sound',
  stays: 'Your sounds stay on this device: the model comes to them, and nothing is sent.',
  ways: html`<section id="drop" aria-label="Give it a sound">
<div class="buttons">
<button type="button" class="first" id="choose">Choose sounds</button>
<button type="button" id="record" aria-pressed="false" hidden>Hold to record</button>
</div>
<div id="listening" hidden>
<meter id="level" min="0" max="1" value="0" aria-label="Loudness"></meter>
<span id="clock" aria-hidden="true"></span>
</div>
<p id="record-says" role="status"></p>
<input type="file" id="file" accept="audio/*" multiple hidden>
<p class="quiet">or drop sound files here: WAV, MP3, FLAC, Ogg, and whatever else this browser plays</p>
</section>`,
  dialogs: html``,
};
