import { signal } from '@preact/signals';

/**
 * Whether the page hears from the server: `refused` where its cookie is not of this server, which was started again;
 * `outdated` where the server is of another version than the page.
 */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused' | 'outdated';

export const connection = signal<Connection>('connecting');
