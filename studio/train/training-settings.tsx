import { useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { Settings } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/switch.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { attempt } from '../state/attempt.ts';
import { runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { BackboneChoice } from './backbone-choice.tsx';
import { costOf } from './cost-of.ts';
import { CutChoice } from './cut-choice.tsx';
import { OptionCards } from './option-cards.tsx';

const heads = ['softmax', 'mlp', 'knn'] as const;
const fits = ['stretch', 'crop', 'pad'] as const;

/** How long a head took the last time that it was fitted here; nothing where it never was. */
function lastTime(head: Settings['head']): string {
  const run = runs.value.find(({ settings }) => settings.head === head);
  return run === undefined ? '' : words.value.train.lastTime(formats.value.seconds(run.seconds.head));
}

/** How the project is trained; each choice says what it costs. Nothing happens until the choices are kept. */
export function TrainingSettings({ now }: { readonly now: Settings }) {
  const { train } = words.value;
  const changes = useSignal<Partial<Settings>>({});
  const draft: Settings = { ...now, ...changes.value };
  // After a run more is known: the pace, and what was fetched.
  const { answer: choices, problem, askAgain } = useAsked((signal) => ask(api.choices, { signal }), runs.value[0]?.id ?? '');
  const change = (some: Partial<Settings>): void => {
    changes.value = { ...changes.value, ...some };
  };
  const backbone = choices?.backbones.find(({ name }) => name === draft.backbone);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(now);
  const keep = async (): Promise<void> => {
    const { backbone, cut, head, fit } = draft;
    if (await attempt(ask(api.changeSettings, { body: { backbone, cut, head, fit } }))) changes.value = {};
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
          <BackboneChoice choices={choices} chosen={draft.backbone} onChoose={(name) => change({ backbone: name, cut: [] })} />
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
        onChoose={(head) => change({ head })}
      />
      <OptionCards
        label={train.fit}
        options={fits.map((value) => ({ value, ...train.fits[value] }))}
        chosen={draft.fit}
        onChoose={(fit) => change({ fit })}
      />
      {isChanged && (
        <div class="settings-cost" role="status">
          <p>{costOf(now, draft, choices)}</p>
          <div class="dialog-actions">
            <Button onClick={() => (changes.value = {})}>{words.value.parts.cancel}</Button>
            <Button kind="main" onClick={() => void keep()}>
              {train.keep}
            </Button>
          </div>
        </div>
      )}
    </aside>
  );
}
