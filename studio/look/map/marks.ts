/** The shapes of classes, so that nobody needs to tell colours apart: as corners about 0, 0; none is a circle. */
const shapes: readonly (readonly (readonly [number, number])[])[] = [
  [],
  polygon(4, 0.25 * Math.PI, 1.15),
  polygon(3, -0.5 * Math.PI, 1.3),
  polygon(4, 0, 1.25),
  polygon(3, 0.5 * Math.PI, 1.3),
  star(5, 1.4, 0.6),
  polygon(6, 0, 1.1),
  cross(0),
  cross(0.25 * Math.PI),
  star(4, 1.5, 0.55),
];

/** The outline of the mark of a class by its place; after ten they begin anew. */
export function markPath(at: number, radius: number): Path2D {
  const path = new Path2D();
  const corners = shapes[at % shapes.length] ?? [];
  if (corners.length === 0) path.arc(0, 0, radius, 0, 2 * Math.PI);
  for (const [corner, [x, y]] of corners.entries()) {
    if (corner === 0) path.moveTo(x * radius, y * radius);
    else path.lineTo(x * radius, y * radius);
  }
  path.closePath();
  return path;
}

/** The same as the path of an SVG of 20 by 20, for the legend. */
export function markOutline(at: number): string {
  const corners = shapes[at % shapes.length] ?? [];
  if (corners.length === 0) return 'M10 4a6 6 0 1 0 0 12a6 6 0 0 0 0-12z';
  return `M${corners.map(([x, y]) => `${(10 + 6 * x).toFixed(2)} ${(10 + 6 * y).toFixed(2)}`).join('L')}z`;
}

function polygon(corners: number, turn: number, radius: number): readonly (readonly [number, number])[] {
  return Array.from({ length: corners }, (_, at) => onCircle(turn + (2 * Math.PI * at) / corners, radius));
}

function star(points: number, outer: number, inner: number): readonly (readonly [number, number])[] {
  return Array.from({ length: 2 * points }, (_, at) => onCircle(-0.5 * Math.PI + (Math.PI * at) / points, at % 2 === 0 ? outer : inner));
}

function cross(turn: number): readonly (readonly [number, number])[] {
  const [arm, half] = [1.3, 0.42];
  const corners = [
    ...[
      [half, -arm],
      [half, -half],
      [arm, -half],
      [arm, half],
      [half, half],
      [half, arm],
    ],
    ...[
      [-half, arm],
      [-half, half],
      [-arm, half],
      [-arm, -half],
      [-half, -half],
      [-half, -arm],
    ],
  ] as const;
  return corners.map(([x = 0, y = 0]) => [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)]);
}

function onCircle(angle: number, radius: number): readonly [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
