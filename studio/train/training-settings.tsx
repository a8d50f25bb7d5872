import { useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { Settings } from '../../src/studio/contract.ts';
import type { Choices, FoundNetwork, NetworkChoice } from '../../src/studio/network-contract.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/switch.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { attempt } from '../state/attempt.ts';
import { isOfSounds } from '../state/medium.ts';
import { isBusy, runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { BackboneChoice } from './backbone-choice.tsx';
import { costOf } from './cost-of.ts';
import { CutChoice } from './cut-choice.tsx';
import { DeeperChoice } from './deeper-choice.tsx';
import { OptionCards } from './option-cards.tsx';

const heads = ['softmax', 'mlp', 'knn'] as const;
const fits = ['stretch', 'crop', 'pad'] as const;

/** What is kept together; whether it trains by itself is changed at once. */
const settingNames = ['backbone', 'range', 'cut', 'head', 'fit', 'trainFrom'] as const;

/** The choices, with the networks that were found here; what the server tells of one that it has loaded is newer. */
function withFound(choices: Choices, found: readonly FoundNetwork[]): Choices {
  const known = new Map(found.map((network): [string, NetworkChoice] => [network.name, network]));
  const listed = choices.backbones.map((each) => (each.cuts.length === 0 ? (known.get(each.name) ?? each) : each));
  const names = new Set(listed.map(({ name }) => name));
  return { ...choices, backbones: [...listed, ...found.filter(({ name }) => !names.has(name))] };
}

/** How long a head took the last time that it was fitted here; nothing where it never was. */
function lastTime(head: Settings['head']): string {
  const run = runs.value.find(({ settings }) => settings.head === head);
  return run === undefined ? '' : words.value.train.lastTime(formats.value.seconds(run.seconds.head));
}

/** How the project is trained; each choice says what it costs. Nothing happens until the choices are kept. */
export function TrainingSettings({ now }: { readonly now: Settings }) {
  const { train } = words.value;
  const changed = useSignal<Settings | undefined>(undefined);
  const found = useSignal<readonly FoundNetwork[]>([]);
  const draft = changed.value ?? now;
  // After a run more is known: the pace, and what was fetched.
  const { answer, problem, askAgain } = useAsked(
    (signal) => ask(api.choices, { signal }),
    JSON.stringify([runs.value[0]?.id, now.backbone, isBusy.value]),
  );
  const choices = answer && withFound(answer, found.value);
  const change = (some: Partial<Settings>): void => {
    changed.value = { ...draft, ...some };
  };
  const choose = ({ name, range }: NetworkChoice): void => {
    const { range: _, trainFrom: _from, ...rest } = draft;
    changed.value = { ...rest, backbone: name, cut: [], ...(range === undefined ? {} : { range }) };
  };
  const changeDepth = (from: string | undefined): void => {
    const { trainFrom: _, ...rest } = draft;
    changed.value = from === undefined ? rest : { ...rest, trainFrom: from };
  };
  /** Only a linear head goes with layers that are trained, too. */
  const changeHead = (head: Settings['head']): void => {
    const { trainFrom, ...rest } = draft;
    changed.value = { ...rest, head, ...(head === 'softmax' && trainFrom !== undefined ? { trainFrom } : {}) };
  };
  const backbone = choices?.backbones.find(({ name }) => name === draft.backbone);
  const isChanged = settingNames.some((name) => JSON.stringify(draft[name]) !== JSON.stringify(now[name]));
  const keep = async (): Promise<void> => {
    const { autoTrain: _, trainFrom = null, ...body } = draft;
    if (await attempt(ask(api.changeSettings, { body: { ...body, trainFrom } }))) changed.value = undefined;
  };
  return (
    <aside class="panel training-settings" aria-labelledby="settings-title">
      <h3 id="settings-title">{train.settings}</h3>
      <Switch
        label={train.auto}
        hint={train.autoText}
        checked={now.autoTrain}
        onChange={(autoTrain) => void attempt(ask(api.changeSettings, { body: { autoTrain } }))}
      />
      {problem !== undefined && <AskProblem of={problem} onAgain={askAgain} />}
      {choices !== undefined && (
        <>
          <BackboneChoice
            choices={choices}
            chosen={draft.backbone}
            found={found.value}
            onChoose={choose}
            onFound={(network) => {
              found.value = [...found.value.filter(({ name }) => name !== network.name), network];
              choose(network);
            }}
          />
          {backbone !== undefined && backbone.cuts.length > 0 && (
            <CutChoice backbone={backbone} chosen={draft.cut} onChoose={(cut) => change({ cut: [...cut] })} />
          )}
        </>
      )}
      <OptionCards
        label={train.head}
        options={heads.map((value) => ({
          value,
          name: train.heads[value].name,
          text: [train.heads[value].text, lastTime(value)].join(' '),
        }))}
        chosen={draft.head}
        onChoose={(head) => changeHead(head)}
      />
      {/* A sound is several pictures, of which no single activation could be kept; and its pictures are square. */}
      {isOfSounds.value ? (
        <p class="quiet small">{words.value.microphone.notHere}</p>
      ) : (
        <>
          <DeeperChoice network={backbone} of={draft} pace={choices?.imagesPerSecond} onChoose={changeDepth} />
          <OptionCards
            label={train.fit}
            options={fits.map((value) => ({ value, ...train.fits[value] }))}
            chosen={draft.fit}
            onChoose={(fit) => change({ fit })}
          />
        </>
      )}
      {isChanged && (
        <div class="settings-cost" role="status">
          <p>{costOf(now, draft, choices)}</p>
          <div class="dialog-actions">
            <Button onClick={() => (changed.value = undefined)}>{words.value.parts.cancel}</Button>
            <Button kind="main" onClick={() => void keep()}>
              {train.keep}
            </Button>
          </div>
        </div>
      )}
    </aside>
  );
}
