/**
 * Answers with bytes, or with the one part of them that a `Range` header asks for (RFC 9110, section 14): players jump within a sound by that.
 * What is no single range of bytes that there are is answered whole, as the standard allows.
 */
export function sendRange(bytes: Uint8Array<ArrayBuffer>, range: string | undefined, headers: Readonly<Record<string, string>>): Response {
  const all = { ...headers, 'accept-ranges': 'bytes' };
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return new Response(bytes, { headers: all });
  const from = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (from > to) return new Response(null, { status: 416, headers: { ...all, 'content-range': `bytes */${bytes.length}` } });
  return new Response(bytes.subarray(from, to + 1), {
    status: 206,
    headers: { ...all, 'content-range': `bytes ${from}-${to}/${bytes.length}` },
  });
}
