import type { Settings } from '../../src/studio/contract.ts';
import type { NetworkChoice } from '../../src/studio/network-contract.ts';
import { Field } from '../parts/field.tsx';
import { photos } from '../state/photos.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { secondsToDeepen } from './seconds-to-deepen.ts';

/** Whether the network itself is trained, too, and from which layer on; with what that costs. */
export function DeeperChoice({
  network,
  of: { trainFrom, head },
  pace,
  onChoose,
}: {
  readonly network: NetworkChoice | undefined;
  readonly of: Settings;
  /** Photos a second that the whole network sees here. */
  readonly pace: number | undefined;
  readonly onChoose: (from: string | undefined) => void;
}) {
  const { deeper } = words.value;
  const { magnitude, bytes, seconds } = formats.value;
  const depths = network?.depths;
  const chosen = depths?.find(({ from }) => from === trainFrom);
  const count = [...photos.value.values()].filter(({ state }) => state !== 'unreadable').length;
  const about = chosen && secondsToDeepen(chosen, count, pace);
  const isOff = head !== 'softmax' || (depths?.length ?? 0) === 0;
  const why = head !== 'softmax' ? deeper.linearOnly : depths === undefined ? deeper.later : deeper.nowhere;
  return (
    <div class="deeper-choice">
      <Field label={deeper.title} hint={isOff ? why : deeper.text}>
        {({ id, describedBy }) => (
          <select
            id={id}
            aria-describedby={describedBy}
            value={trainFrom ?? ''}
            disabled={isOff && trainFrom === undefined}
            onChange={(event) => onChoose(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
          >
            <option value="">{deeper.off}</option>
            {trainFrom !== undefined && chosen === undefined && <option value={trainFrom}>{trainFrom}</option>}
            {depths?.map(({ from, parameters }) => (
              <option key={from} value={from}>
                {deeper.option(from, magnitude(parameters))}
              </option>
            ))}
          </select>
        )}
      </Field>
      {chosen !== undefined && (
        <p class="field-hint" role="status">
          {deeper.cost(magnitude(chosen.parameters), bytes(chosen.bytesPerPhoto))} {about !== undefined && deeper.about(seconds(about))}{' '}
          {deeper.keeps}
        </p>
      )}
    </div>
  );
}
