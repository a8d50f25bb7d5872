/** The camera, where photos are recorded and where the classifier is tried. */
export const camera = {
  picture: 'What the camera sees',
  opening: 'Opening the camera … The browser may ask whether this page may use it.',
  which: 'Camera',
  unnamed: (number: number) => `Camera ${number}`,
  mirror: 'Show as in a mirror',
  again: 'Try again',
  faults: {
    refused: {
      title: 'The camera is not allowed',
      text: 'Allow it by the camera or lock sign beside the address of this page, then try again. The picture stays on this machine.',
    },
    none: { title: 'No camera was found', text: 'Plug one in, or use your phone: “From a phone” in the menu of a class.' },
    busy: { title: 'The camera does not answer', text: 'Another program may be using it. Close that one, then try again.' },
    unsupported: {
      title: 'This page gets no camera',
      text: 'Browsers give cameras only to pages at 127.0.0.1, localhost or https. Open Studio there.',
    },
    lost: { title: 'The camera went away', text: 'Plug it in again, then try again.' },
  },
};
