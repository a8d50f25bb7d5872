/**
 * A desktop program around a trained model: drop a photo on its window.
 *
 * Usage: npm install && npm start -- ../../photos.graft
 */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, type UtilityProcess, utilityProcess } from 'electron';
import type { Answer, Question } from './classifier.ts';

const [model = 'photos.graft'] = process.argv.slice(app.isPackaged ? 1 : 2);
const waiting = new Map<number, (answer: Answer) => void>();
let asked = 0;

/** The network runs in a process of its own: while it computes, windows stay awake. */
function startClassifier(): UtilityProcess {
  const classifier = utilityProcess.fork(join(import.meta.dirname, 'classifier.ts'), [model]);
  classifier.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return classifier;
}

await app.whenReady();
const classifier = startClassifier();
ipcMain.handle('classify', (_event, photo: Uint8Array): Promise<Answer> => {
  const question: Question = { id: ++asked, photo };
  classifier.postMessage(question);
  return new Promise((answered) => waiting.set(question.id, answered));
});
app.on('window-all-closed', () => app.quit());

const window = new BrowserWindow({
  width: 480,
  height: 640,
  // A page is shown photos of strangers: it gets one function, and neither Node nor the network.
  webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), contextIsolation: true, sandbox: true },
});
await window.loadFile('index.html');
