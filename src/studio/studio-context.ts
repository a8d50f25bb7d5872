import type { Logger } from 'pino';
import type { Admission } from '../server/admission.ts';
import type { ServerLimits } from '../server/limits.ts';
import type { StudioAccess } from './access/studio-access.ts';
import type { RunStore } from './engine/run-store.ts';
import type { Trainer } from './engine/trainer.ts';
import type { EventHub } from './events/event-hub.ts';
import type { FetchingOptions } from './operations/import-urls.ts';
import type { PhoneDoor } from './phone/phone-door.ts';
import type { Project } from './project/project.ts';
import type { Shipyard } from './shipping/shipyard.ts';

/** What Studio's routes work with. */
export interface StudioContext {
  readonly project: Project;
  readonly trainer: Trainer;
  readonly runs: RunStore;
  readonly shipyard: Shipyard;
  readonly hub: EventHub;
  readonly access: StudioAccess;
  readonly phone: PhoneDoor;
  readonly admission: Admission;
  readonly limits: ServerLimits;
  readonly cacheFolder: string;
  /** How lists of addresses are fetched. */
  readonly fetching: FetchingOptions | undefined;
  readonly log: Logger;
}
