/** Why there is no picture or sound: `unsupported` where the browser gives cameras and microphones to no page of this kind. */
export type MediaFault = 'refused' | 'none' | 'busy' | 'unsupported' | 'lost';

/** The names are those of the standard: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
export function mediaFault(error: unknown): MediaFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return 'busy';
}
