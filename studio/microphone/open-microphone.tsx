import './open-microphone.css';
import { useEffect } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import { LevelMeter } from './level-meter.tsx';
import { closeMicrophone, microphone, microphones, openMicrophone } from './microphone.ts';

/** Opens the microphone while it is shown: how loud it is, which it is; or why nothing is heard, and what to do about it. */
export function OpenMicrophone() {
  const now = microphone.value;
  useEffect(() => {
    void openMicrophone();
    return closeMicrophone;
  }, []);
  const { microphone: say } = words.value;
  if (now.state === 'failed') {
    return (
      <div class="microphone-message" role="alert">
        <Icon name="warning" />
        <strong>{say.faults[now.why].title}</strong>
        <p>{say.faults[now.why].text}</p>
        {now.why !== 'unsupported' && <Button onClick={() => void openMicrophone()}>{say.again}</Button>}
      </div>
    );
  }
  if (now.state !== 'on') return <p class="microphone-message quiet small">{say.opening}</p>;
  return (
    <>
      <LevelMeter />
      {microphones.value.length > 1 && (
        <Field label={say.which}>
          {({ id }) => (
            <select id={id} value={now.device} onChange={(event) => void openMicrophone(event.currentTarget.value)}>
              {microphones.value.map((each, at) => (
                <option key={each.id} value={each.id}>
                  {each.name === '' ? say.unnamed(at + 1) : each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
