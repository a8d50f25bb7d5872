import { useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/switch.tsx';
import { attempt } from '../state/attempt.ts';
import { shipping } from '../state/shipping.ts';
import { words } from '../words/words.ts';
import { CodeSnippet } from './code-snippet.tsx';
import { endpointSnippet } from './snippets.ts';

/** What stands for a token that is not to be seen. */
const hidden = '••••••••••••';

/** The switch of a running server of the model: its address, its token, a request to try. */
export function EndpointCard() {
  const { ship } = words.value;
  const isShown = useSignal(false);
  const { endpoint, job, model } = shipping.value;
  return (
    <section class="panel endpoint-card" aria-labelledby="endpoint-title">
      <h3 id="endpoint-title">{ship.endpoint}</h3>
      <p class="quiet">{ship.endpointText}</p>
      <Switch
        label={ship.endpointOn}
        hint={endpoint === null && job !== null ? ship.endpointWaits : undefined}
        checked={endpoint !== null}
        onChange={(on) => void attempt(ask(api.endpoint, { body: { on } }))}
      />
      {endpoint !== null && (
        <>
          <dl class="endpoint-facts">
            <div>
              <dt>{ship.address}</dt>
              <dd>
                <code>{endpoint.url}</code>
              </dd>
            </div>
            <div>
              <dt>{ship.token}</dt>
              <dd>
                <code>{isShown.value ? endpoint.token : hidden}</code>
                <Button kind="quiet" icon="eye" onClick={() => (isShown.value = !isShown.value)}>
                  {isShown.value ? ship.hideToken : ship.showToken}
                </Button>
              </dd>
            </div>
          </dl>
          <CodeSnippet
            of={endpointSnippet(endpoint, isShown.value ? endpoint.token : hidden, model?.sound)}
            copied={endpointSnippet(endpoint, endpoint.token, model?.sound).code}
          />
        </>
      )}
    </section>
  );
}
