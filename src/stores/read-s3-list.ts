import { Parser } from 'htmlparser2';

/** A page of what a bucket holds. */
export interface S3Page {
  readonly objects: readonly { readonly key: string; readonly bytes: number; readonly tag: string }[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** S3 never gives more on a page. */
const mostOnPage = 1000;

/**
 * Reads an answer of ListObjectsV2 (docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html).
 *
 * @returns Undefined where it is none, or has more objects than a page may have.
 */
export function readS3List(xml: string): S3Page | undefined {
  const objects: S3Page['objects'][number][] = [];
  const top = new Map<string, string>();
  const own = new Map<string, string>();
  walkXml(xml, (path, text) => {
    const [root, field, inner] = path;
    if (root !== 'ListBucketResult') return;
    if (path.length === 3 && field === 'Contents' && inner !== undefined) own.set(inner, text);
    else if (path.length === 2 && field === 'Contents') {
      objects.push({ key: own.get('Key') ?? '', bytes: Number(own.get('Size') ?? Number.NaN), tag: withoutQuotes(own.get('ETag') ?? '') });
      own.clear();
    } else if (path.length <= 2) top.set(field ?? '', text);
  });
  const isList = top.has('') && objects.length <= mostOnPage;
  if (!isList || objects.some(({ key, bytes }) => key === '' || !Number.isSafeInteger(bytes) || bytes < 0)) return undefined;
  const next = top.get('IsTruncated') === 'true' ? top.get('NextContinuationToken') : undefined;
  if (top.get('EncodingType') !== 'url') return { objects, next };
  try {
    // As forms are written: a space is a plus sign, a plus sign is %2B.
    return { objects: objects.map((each) => ({ ...each, key: decodeURIComponent(each.key.replaceAll('+', ' ')) })), next };
  } catch {
    return undefined;
  }
}

/** The code in an error that S3 gives: `<Error><Code>NoSuchKey</Code>…`. */
export function readS3ErrorCode(xml: string): string | undefined {
  let code: string | undefined;
  walkXml(xml, (path, text) => {
    if (path.join('/') === 'Error/Code') code = text;
  });
  return code !== undefined && /^\w{1,64}$/.test(code) ? code : undefined;
}

/** An entity tag without the quotation marks around it. */
export const withoutQuotes = (tag: string): string => tag.replaceAll('"', '');

/** Elements as they end, with the names that lead to each and the text that stands in it after what it has inside. */
function walkXml(xml: string, visit: (path: readonly string[], text: string) => void): void {
  const path: string[] = [];
  let text = '';
  const parser = new Parser(
    {
      onopentag: (name) => {
        path.push(name);
        text = '';
      },
      ontext: (piece) => {
        text += piece;
      },
      onclosetag: () => {
        visit(path, text);
        path.pop();
        text = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
}
