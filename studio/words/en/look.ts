import type { Things } from './things.ts';

/** The view Look. */
export function look(things: Things) {
  const photos = things.count;
  return {
    title: 'Look at what it learned from',
    emptyTitle: 'Nothing to look at yet',
    emptyText: `When two classes have ${things.many}, Studio shows here which ${things.many} look wrongly labelled, which are copies, and what it mixes up.`,
    parts: 'What to look at',
    tabs: { review: 'Suspicious', matrix: 'Mix-ups', map: 'Map', curve: `More ${things.many}?` },

    show: 'Show',
    allSuspicious: (number: number) => `All suspicious ${things.many} (${number})`,
    ofClass: (name: string, suspicious: number, all: number) => `${name} (${suspicious} of ${all} suspicious)`,
    gridOf: (name: string) => `${things.Many} of ${name}, the suspicious ones first`,
    gridOfAll: `Suspicious ${things.many}, the worst first`,
    checking: `Checking the ${things.many} …`,
    notChecked: `The ${things.many} have not been checked since Studio was opened; a training does that.`,
    nothingSuspicious: 'Nothing looks suspicious',
    nothingSuspiciousText: `No label looks wrong, no ${things.one} is there twice, none is blank or unlike all others. Choose a class above to look through its ${things.many} all the same.`,
    short: {
      label: (suggested: string) => `${suggested}?`,
      copy: (exact: boolean): string => (exact ? 'copy' : 'nearly a copy'),
      outlier: 'unlike the rest',
      faults: { blank: 'blank', dark: 'dark', overexposed: 'overexposed', blurred: 'blurred', tiny: 'tiny', 'odd-aspect': 'odd shape' },
    },
    why: 'Why it is here',
    reasons: {
      label: (suggested: string, own: string, isSure: boolean) =>
        isSure
          ? `It is almost surely not ${own}; it looks more like ${suggested}.`
          : `It may not be ${own}: it looks more like ${suggested}.`,
      copy: (exact: boolean, number: number, otherClass: boolean) =>
        `${exact ? 'The very same' : 'Nearly the same'} ${things.picture} is there ${number === 1 ? 'once more' : `${number} times more`}${otherClass ? ', and in another class: one of the labels is wrong.' : '.'}`,
      outlier: `It is unlike the other ${things.many}: is it what its class is about?`,
      faults: {
        blank: 'It shows one colour and nothing else.',
        dark: 'It is so dark that little can be seen.',
        overexposed: 'It is so bright that little can be seen.',
        blurred: 'It is blurred.',
        tiny: 'It is smaller than what the network looks at.',
        'odd-aspect': 'It is very long and narrow, so that it is squeezed.',
      },
    },
    notSuspicious: 'Nothing about it is suspicious.',
    kept: 'You have kept it.',
    saysRight: (name: string, probability: string) =>
      `Without having learned from it, the classifier calls it ${name} as well (${probability}).`,
    saysOther: (name: string, probability: string, own: string, ownProbability: string) =>
      `Without having learned from it, the classifier calls it ${name} (${probability}), and ${own} with ${ownProbability}.`,
    saysNothing: 'It has not been judged yet.',
    copies: 'Its copies',
    copyIn: (name: string, className: string) => `${name}, in ${className}`,
    keep: 'Keep',
    remove: 'Remove',
    moveTo: (name: string) => `Move to ${name}`,
    move: 'Move to',
    otherClass: 'Another class …',
    chooseClass: 'Move to which class?',
    typeClass: 'Type a part of its name, then Enter',
    noClass: 'No class has that in its name.',
    heat: 'Where the evidence lies',
    heatFor: 'Evidence for',
    heatText: (name: string, cropped: boolean) =>
      `Orange speaks for ${name}, blue against it.${cropped ? ' What is dark was not looked at.' : ''}`,
    heatSum: (evidence: string, bias: string) => `All places together: ${evidence}, the class's own: ${bias}.`,
    heatNone: 'Only the linear head has it: its answer is a sum over places. Choose it under Train.',
    heatWorks: 'Working out where the evidence lies …',
    photoOf: (name: string, className: string) => `${name}, in ${className}`,
    did: {
      kept: (name: string) => `Kept ${name}.`,
      removed: (name: string) => `Removed ${name}.`,
      moved: (name: string, to: string) => `Moved ${name} to ${to}.`,
    },
    next: (name: string) => `Next: ${name}`,
    back: (name: string) => `Taken back: ${name} is where it was.`,
    allDone: 'That was the last one.',
    keys: 'Keys',
    keyNames: { keep: 'K', remove: 'D', suggested: 'M', undo: 'U', heat: 'H', choose: 'C', arrows: '← →' },
    toSuggested: 'Move to the class it looks like',
    go: `Go to another ${things.one}`,

    matrixTitle: 'What it mixes up',
    matrixText: (accuracy: string) =>
      `Every ${things.one} was judged once by a classifier that had not learned from it; ${accuracy} of them rightly. Press a number to see the ${things.many} behind it.`,
    matrixStale: `${things.Many} or labels have changed since that training: the table counts the labels as they are now.`,
    matrixCaption: `Rows: what the ${things.many} are labelled. Columns: what the classifier calls them.`,
    labelled: 'Labelled',
    calledAs: 'Called',
    found: 'Found',
    cell: (number: number, own: string, predicted: string) =>
      own === predicted ? `${photos(number)} of ${own}, called so` : `${photos(number)} of ${own}, called ${predicted}`,
    cellTitle: (own: string, predicted: string) => (own === predicted ? `${own}, rightly called so` : `${own}, called ${predicted}`),
    cellHint: 'Select with Space or a click; open with Enter.',
    selectAll: 'Select all',
    pickCell: 'Press a number in the table.',
    keptMany: (number: number) => `Kept ${photos(number)}.`,
    removedMany: (number: number) => `${photos(number)} moved to the trash.`,
    movedMany: (number: number, to: string) => `${photos(number)} moved to ${to}.`,

    mapTitle: `Map of all ${things.many}`,
    mapText: `${things.Many} that look alike to the network lie together. One among ${things.many} of another colour is worth a look.`,
    mapWorks: (number: number) => `Laying out ${photos(number)} …`,
    mapLabel: (number: number) => `Map of ${photos(number)}`,
    mapHelp: `Arrow keys go from ${things.one} to ${things.one}, with Shift they move the map. Plus and minus zoom, 0 shows all. Space selects the ${things.one}, N the ten nearest to it, A all of its class. Escape selects none, Enter goes to what can be done with the selected.`,
    tools: 'Dragging',
    toolNames: { pan: 'moves the map', lasso: 'draws a loop' },
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomAll: 'Show all',
    legend: `Classes: press one to select its ${things.many}`,
    selectClass: (name: string, number: number) => `${name}: select its ${photos(number)}`,
    selectedTitle: (number: number) => `${photos(number)} selected`,
    selectedNone: 'Nothing selected',
    selectedNoneText: `Draw a loop around ${things.many}, or press one. What is selected is listed here, to be moved or removed together.`,
    selectedList: `Selected ${things.many}`,
    clear: 'Select none',
    onMap: (name: string, className: string) => `${name}, ${className}`,

    curveTitle: `Would more ${things.many} help?`,
    curveWorks: `Learning from fewer ${things.many}, to see what more would bring …`,
    curveText: `Classifiers that learned from a part of the ${things.many}, each tested on ${things.many} that it had not seen.`,
    curveTooFew: (have: string, least: number) =>
      `With about ${have} ${things.many} a class this cannot be told: it takes ${least} a class. Add some, of different things, places and ${things.source === 'camera' ? 'light' : 'speakers'}.`,
    curveGain: (points: string, low: string, high: string) =>
      `Twice as many ${things.many} would bring about ${points} (95 times in 100 between ${low} and ${high}).`,
    curveLittle: `Twice as many ${things.many} of the same kind would bring next to nothing: better look at the suspicious ones, or at what it mixes up.`,
    points: (number: string) => `${number} ${number === '1' ? 'point' : 'points'}`,
    curveLabel: (from: string, to: string, twice: string) =>
      `A curve of the accuracy by ${things.many} a class: from ${from} to ${to}; with twice as many about ${twice}. The same is in the table below.`,
    photosPerClass: `${things.Many} a class`,
    accuracy: 'Accuracy',
    interval: '95 % interval',
    measured: 'measured',
    forecast: 'twice as many, forecast',
    whereMore: `Where more ${things.many} would help most`,
    gainOf: (points: string, recall: string) => `+ ${points}, now ${recall} found`,
  };
}
