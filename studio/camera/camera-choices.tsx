import { Field } from '../parts/field.tsx';
import { Switch } from '../parts/switch.tsx';
import { words } from '../words/words.ts';
import { camera, cameras, mirror, openCamera } from './camera.ts';

/** Which camera, and whether it is shown as in a mirror. */
export function CameraChoices() {
  const { camera: say } = words.value;
  const now = camera.value;
  return (
    <>
      {cameras.value.length > 1 && (
        <Field label={say.which}>
          {({ id }) => (
            <select id={id} value={now.state === 'on' ? now.device : ''} onChange={(event) => void openCamera(event.currentTarget.value)}>
              {cameras.value.map((each, at) => (
                <option key={each.id} value={each.id}>
                  {each.name === '' ? say.unnamed(at + 1) : each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Switch label={say.mirror} checked={mirror.value === 'yes'} onChange={(checked) => (mirror.value = checked ? 'yes' : 'no')} />
    </>
  );
}
