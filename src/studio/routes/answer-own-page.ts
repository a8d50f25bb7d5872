/**
 * The report and the drawing bring their own policies, which name their one script; here they are taken out of Studio's origin besides, so that
 * nothing that the name of a file or a layer could smuggle into them would have Studio's rights.
 */
const policy = [
  "default-src 'none'",
  'img-src data:',
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts',
].join('; ');

/** Answers with a page that is whole in itself: the report, the drawing of a network. */
export function answerOwnPage(page: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } });
}
