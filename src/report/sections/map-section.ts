import { wordsOf } from '../../medium.ts';
import { classMark } from '../class-colour.ts';
import { html, trusted } from '../escape-html.ts';
import { numbersBehind, type WriteSection } from '../section.ts';
import { counted, percent } from '../write-numbers.ts';

/** More photos than this are not listed in the table behind the map. */
const mostRows = 2000;

/** All photos, alike ones together. */
export const mapSection: WriteSection = ({ map, photos, classes, medium }, pictures) => {
  if (map === undefined || pictures.map === undefined) return undefined;
  const { one, many, worth } = wordsOf(medium);
  return {
    id: 'map',
    title: `All ${many} on a map`,
    body: html`<p>${counted(map.photos.length, one)}, laid out so that those which the backbone sees as alike lie together (UMAP). A dot among another colour is ${worth}. Point at a dot, or move among them with the arrow keys; Enter opens the ${one}.</p>
<ul class="legend">${classes.map((label, index) => html`<li><button type="button" aria-pressed="false" data-class="${index}"><span class="swatch ${classMark(index).shape}" style="--colour:${classMark(index).colour}" aria-hidden="true"></span>${label}</button></li>`)}</ul>
<figure class="plot map" id="photo-map" tabindex="0" role="application" aria-label="Map of ${counted(map.photos.length, one)}; arrow keys move from one to the next, Enter opens one. The table below lists them." aria-describedby="map-says">${trusted(pictures.map)}
<div class="tip" hidden></div></figure>
<p id="map-says" class="unseen" aria-live="polite"></p>
${numbersBehind(
  map.photos.length > mostRows ? `The first ${mostRows} ${many}` : `All ${many} on the map`,
  [medium === 'sounds' ? 'Recording' : 'Photo', 'Class', 'The model says', 'Sure', 'Side'],
  map.photos.slice(0, mostRows).map((place) => {
    const photo = photos[place];
    return [
      photo?.file ?? '',
      classes[photo?.label ?? -1] ?? '',
      photo?.predicted === undefined ? '–' : (classes[photo.predicted] ?? ''),
      photo?.probability === undefined ? '–' : percent(photo.probability, 0),
      photo?.side === 'validation' ? 'held out' : 'learned from',
    ];
  }),
)}`,
  };
};
