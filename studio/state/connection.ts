import { signal } from '@preact/signals';

/** Whether the page hears from the server: `refused` where its cookie is not of this server, which was started again. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export const connection = signal<Connection>('connecting');
