import { computed, signal } from '@preact/signals';
import type { AuditState, Judgement, Suspect } from '../../src/studio/contract.ts';

/** Of the last run: what a head said of each photo that had not learned from it. */
export const judgements = signal<readonly Judgement[]>([]);

export const judgementByPhoto = computed<ReadonlyMap<string, Judgement>>(() => new Map(judgements.value.map((each) => [each.photo, each])));

/** Whether the suspects are of the newest run: `pending` while it is still audited, `none` where nothing was trained since Studio was opened. */
export const audit = signal<AuditState>('none');

/** Photos that are worth a look, the worst first. */
export const suspects = signal<readonly Suspect[]>([]);
