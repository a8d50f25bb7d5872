/** A part of 1 as per cent, one digit after the point: `86.9 %`. */
export function percent(part: number): string {
  return Number.isFinite(part) ? `${(100 * part).toFixed(1)} %` : '–';
}

/** A whole number with its thousands set apart: `23,942,928`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A number of things: `1 photo`, `1,200 photos`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units, as disks and downloads are sold: `23.9 MB`. */
export function bytes(value: number): string {
  return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** A large number with three digits: `5.72 G`. */
export function magnitude(value: number): string {
  return scaled(value, ['', 'k', 'M', 'G', 'T']).trim();
}

/** A duration: `0.4 s`, `12 s`, `2 min 5 s`, `1 h 4 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function scaled(value: number, units: readonly string[]): string {
  let scale = 0;
  while (value >= 999.5 && scale < units.length - 1) {
    value /= 1000;
    scale++;
  }
  const text = scale === 0 ? String(Math.round(value)) : value.toPrecision(3);
  return `${text} ${units[scale] ?? ''}`;
}
