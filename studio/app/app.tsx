import './app.css';
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CollectView } from '../collect/collect-view.tsx';
import { LookView } from '../look/look-view.tsx';
import { openDialogs } from '../parts/open-dialogs.ts';
import { Toaster } from '../parts/toaster.tsx';
import { ShipView } from '../ship/ship-view.tsx';
import { connection } from '../state/connection.ts';
import { project } from '../state/project.ts';
import { route, type Verb } from '../state/route.ts';
import { TrainView } from '../train/train-view.tsx';
import { TryView } from '../try/try-view.tsx';
import { words } from '../words/words.ts';
import { Announcer } from './announcer.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useSingleClicks } from './use-single-clicks.ts';
import { useUndoKey } from './use-undo-key.ts';

const views: Readonly<Record<Verb, FunctionComponent>> = {
  collect: CollectView,
  train: TrainView,
  look: LookView,
  try: TryView,
  ship: ShipView,
};

/** The page whole: the frame, and in it the view that the address names. */
export function App() {
  const { verb, rest } = route.value;
  const { frame } = words.value;
  const main = useRef<HTMLElement>(null);
  const shown = `${verb}/${rest.join('/')}`;
  const before = useRef(shown);
  useUndoKey();
  useSingleClicks();
  useKeptFocus();
  useEffect(() => {
    const name = project.value?.name;
    document.title = [frame.verbs[verb], ...(name === undefined ? [] : [name]), frame.title].join(' · ');
  }, [verb, frame, project.value?.name]);
  useEffect(() => {
    // Another view is another page: whoever reads with a screen reader is brought to its beginning.
    if (before.current !== shown) main.current?.focus({ preventScroll: true });
    before.current = shown;
  }, [shown]);
  const View = views[verb];
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {frame.skip}
      </button>
      <Header />
      <Navigation />
      <ConnectionNotice />
      <main id="main" ref={main} tabIndex={-1}>
        {project.value !== null ? <View key={verb} /> : <p class="loading quiet">{connection.value === 'refused' ? '' : frame.loading}</p>}
      </main>
      {openDialogs.value.length === 0 && <Toaster />}
      <Announcer />
    </>
  );
}
