/**
 * The program that trains a network deeper than its head, in a process of its own: that keeps a thread busy for minutes.
 *
 * @module
 */
import { serveTask } from '../work/serve-task.ts';
import { tunePhotos } from './tune-photos.ts';

serveTask(tunePhotos);
