import type { Project } from '../project/project.ts';

/** Whether a project's network is to be trained deeper than its head. One of sounds is not: of a sound's windows no single activation can be kept. */
export function canDeepen({ settings, medium }: Pick<Project, 'settings' | 'medium'>): boolean {
  return settings.trainFrom !== undefined && medium !== 'sounds';
}
