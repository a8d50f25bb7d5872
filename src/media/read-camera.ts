/** Of the first directory of a TIFF structure, as EXIF 2.32 §4.6.4 numbers them. */
const makeTag = 0x010f;
const modelTag = 0x0110;
const asciiType = 2;

/** No camera's name is longer; what is, is cut off. */
const longestName = 64;

/** A directory of a photo has some twenty entries; a file that claims thousands is not read through. */
const mostEntries = 256;

/**
 * The camera that took a photo, by its EXIF: make and model, such as `Canon EOS 5D`; empty where it does not say.
 *
 * Reads these two entries and nothing else: a general reader follows whatever a hostile file claims.
 *
 * @param exif The EXIF segment, as sharp gives it. A damaged one is as good as none.
 */
export function readCamera(exif: Uint8Array): string {
  const start = String.fromCharCode(...exif.subarray(0, 6)) === 'Exif\0\0' ? 6 : 0;
  const tiff = new DataView(exif.buffer, exif.byteOffset + start, Math.max(0, exif.byteLength - start));
  try {
    const littleEndian = tiff.getUint16(0) === 0x4949;
    const directory = tiff.getUint32(4, littleEndian);
    const entries = Math.min(mostEntries, tiff.getUint16(directory, littleEndian));
    const named = new Map<number, string>();
    for (let entry = 0; entry < entries; entry++) {
      const at = directory + 2 + 12 * entry;
      const tag = tiff.getUint16(at, littleEndian);
      if ((tag !== makeTag && tag !== modelTag) || tiff.getUint16(at + 2, littleEndian) !== asciiType) continue;
      const length = tiff.getUint32(at + 4, littleEndian);
      const from = length <= 4 ? at + 8 : tiff.getUint32(at + 8, littleEndian);
      named.set(tag, textAt(tiff, from, Math.min(length, longestName)));
    }
    const [make = '', model = ''] = [named.get(makeTag), named.get(modelTag)];
    return (model.startsWith(make) ? model : `${make} ${model}`).trim(); // some write the make into the model as well
  } catch (error) {
    if (error instanceof RangeError) return ''; // it ends before its entries do
    throw error;
  }
}

function textAt(bytes: DataView, from: number, length: number): string {
  let text = '';
  for (let at = from; at < from + length; at++) {
    const code = bytes.getUint8(at);
    if (code === 0) break;
    text += code >= 32 && code < 127 ? String.fromCharCode(code) : '?';
  }
  return text.trim();
}
