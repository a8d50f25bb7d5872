import { count } from '../count.ts';
import type { Things } from './things.ts';

const into = (name: string | undefined): string => (name === undefined ? '' : ` to ${name}`);

/** The view Collect. */
export function collect(things: Things) {
  const photos = things.count;
  return {
    title: `Collect ${things.many}`,
    emptyTitle: 'Start with two classes',
    emptyText: `A class is a kind of thing to tell apart, such as “cat” and “dog”. Make one, then show it: drop photos, recordings or a folder, or hold the button to record from the camera or the microphone.`,
    dropHint: `Drop ${things.many} on a class. Drop a folder of folders, or a zip file, anywhere: each folder becomes a class.${things.source === 'camera' ? ' Pasting works, too.' : ''}`,
    addFolder: 'Add a folder',
    addPhotos: `Add ${things.many}`,
    addClass: 'Add class',
    newClassName: 'Name of the new class',
    className: (number: number) => `Class ${number}`,
    nameOf: (name: string) => `Name of the class ${name}`,
    colourOf: (name: string) => `Colour of ${name}`,
    moreOf: (name: string) => `More for ${name}`,
    photos,
    allPhotosOf: (name: string, number: number) => `All ${photos(number)} of ${name}`,
    newestOf: (name: string) => `Newest ${things.many} of ${name}`,
    photosOf: (name: string) => `${things.Many} of ${name}`,
    unreadable: (number: number) => `${number} cannot be read`,
    noPhotos: `No ${things.many} yet`,
    classEmpty: `Drop ${things.many} here, choose some, or record from the ${things.source}. Ten that differ are a good start.`,
    showAll: `All ${things.many}`,
    fromPhone: 'From a phone',
    fromAddresses: 'From addresses on the web',
    removeClass: 'Remove the class',
    classRemoved: (name: string, number: number) => `${name} and its ${photos(number)} were moved to the trash.`,
    record: 'Record',
    hold: 'Hold to record',
    letGo: 'Recording … let go to stop',
    holdHint: `Hold the button. Move the object around and turn it: ${things.many} that differ teach more.`,
    holdKey: 'The space bar does the same.',
    pace: `${things.Many} a second`,
    taken: photos,
    closeCamera: 'Close the camera',
    uploading: (done: number, total: number) => `Adding ${done} of ${total}`,
    addedText: (added: number, already: number, refused: number, name: string | undefined) =>
      [
        added > 0 || (already === 0 && refused === 0) ? `Added ${photos(added)}${into(name)}.` : '',
        already > 0 ? `${photos(already)} ${already === 1 ? 'was' : 'were'} there already.` : '',
        refused > 0 ? `${count(refused, 'file')} ${refused === 1 ? 'was' : 'were'} not taken.` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    stopUploads: 'Stop adding',
    stopped: (number: number) => `Stopped: ${count(number, 'file')} ${number === 1 ? 'was' : 'were'} not added.`,
    cannotRead: (name: string) => `${name} could not be read.`,
    limit: (files: number, deep: number) =>
      `Not all was taken: at most ${files.toLocaleString('en')} files at a time, and no folders more than ${deep} deep.`,
    refusedHint: 'The reasons are listed in Collect.',
    refusedCount: (number: number) => `${count(number, 'file')} ${number === 1 ? 'was' : 'were'} not taken.`,
    refusedTitle: 'Files that were not taken',
    seeWhy: 'See why',
    skipped: (number: number) => `${count(number, 'file')} in the folder ${number === 1 ? 'takes' : 'take'} no part`,
    whichClass: (number: number) => (number === 1 ? `What does this ${things.one} show?` : `What do these ${photos(number)} show?`),
    importTitle: (name: string) => `${things.Many} from the web for ${name}`,
    addresses: `Addresses of ${things.many}`,
    addressesHint: 'One a line, at most 1,000. They are fetched by this machine; addresses inside your own network are refused.',
    fetch: (number: number) => (number === 0 ? 'Fetch' : `Fetch ${photos(number)}`),
    fetching: (number: number) => `Fetching ${photos(number)} …`,
    phoneTitle: (name: string) => `${things.Many} from a phone for ${name}`,
    phoneText:
      'Point the phone’s camera at the code. The phone must be in the same network. This door is open only as long as this dialog.',
    phoneCode: 'Code with the address for the phone',
    phoneOpening: 'Opening a door for the phone …',
    phoneReceived: (number: number) => `${photos(number)} received`,
    phoneUntil: (time: string) => `It shuts by itself at ${time}.`,
    trash: 'Trash',
    trashText: 'What was removed lies in the project’s own trash folder until you delete it there yourself.',
    trashEmpty: 'The trash is empty.',
    trashedFrom: (name: string, number: number) => `${photos(number)} of ${name}`,
    restore: 'Restore',
    back: 'Back to all classes',
    moveTo: 'Move to …',
    toClass: (name: string) => `Move to ${name}`,
    moved: (number: number, name: string) => `Moved ${photos(number)} to ${name}.`,
    remove: 'Remove',
    removed: (number: number) => `Moved ${photos(number)} to the trash.`,
    keys: 'Arrow keys move, Shift selects, Space adds one, Ctrl-A selects all, Enter opens, Delete removes.',
  };
}
