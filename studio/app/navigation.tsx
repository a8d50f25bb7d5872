import { Icon, type IconName } from '../parts/icon.tsx';
import { suspects } from '../state/judgements.ts';
import { isOfSounds } from '../state/medium.ts';
import { route, routeTo, type Verb, verbs } from '../state/route.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

const icons: Readonly<Record<Verb, IconName>> = { collect: 'photos', train: 'spark', look: 'eye', try: 'camera', ship: 'parcel' };

/** The five verbs, in the order in which one does them; a bar at the bottom on phones. */
export function Navigation() {
  const { frame } = words.value;
  return (
    <nav class="app-navigation" aria-label={frame.views}>
      <ul>
        {verbs.map((verb) => (
          <li key={verb}>
            <a href={routeTo(verb)} aria-current={route.value.verb === verb ? 'page' : undefined}>
              <Icon name={verb === 'try' && isOfSounds.value ? 'microphone' : icons[verb]} />
              <span>{frame.verbs[verb]}</span>
              {verb === 'look' && suspects.value.length > 0 && (
                <span class="count-badge">{formats.value.whole(suspects.value.length)}</span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
