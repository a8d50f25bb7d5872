import { computed, signal } from '@preact/signals';
import type { ClassInfo, Operation, ProjectState, Settings } from '../../src/studio/contract.ts';

/** Name, folder and version of what is open; null until the server told it. */
export const project = signal<Pick<ProjectState, 'name' | 'folder' | 'version'> | null>(null);

export const classes = signal<readonly ClassInfo[]>([]);

export const classById = computed<ReadonlyMap<string, ClassInfo>>(() => new Map(classes.value.map((each) => [each.id, each])));

/** Files of the folder that take no part, and why. */
export const skipped = signal<ProjectState['skipped']>([]);

export const settings = signal<Settings | null>(null);

/** What can be taken back, the newest first. */
export const undoable = signal<readonly Operation[]>([]);
