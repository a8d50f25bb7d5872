/**
 * Colours for classes: ten that are told apart on white and on black, by the colour-blind mostly too; further classes
 * use them again, and are told apart by their shape.
 */
const colours = ['#4e79c7', '#e8871e', '#2e9e73', '#d1495b', '#8f63c9', '#9c6b4e', '#d873b4', '#7f8c99', '#a8a11c', '#1ea7bd'] as const;

/** Shapes in the order that they are used, as Observable Plot names them. */
const shapes = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const;

/** The colour and the shape of a class's dots. */
export function classMark(label: number): { readonly colour: string; readonly shape: (typeof shapes)[number] } {
  return {
    colour: colours[label % colours.length] ?? colours[0],
    shape: shapes[Math.floor(label / colours.length) % shapes.length] ?? 'circle',
  };
}
