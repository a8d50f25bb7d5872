import type { AuditState } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';

/** Whether the suspects are those of a run, the current one. */
export function auditState(current: Pick<CurrentRun, 'isAudited'> | undefined): AuditState {
  if (current === undefined) return 'none';
  return current.isAudited ? 'done' : 'pending';
}
