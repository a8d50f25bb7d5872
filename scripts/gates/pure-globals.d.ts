/**
 * What the pure rooms may use beyond ECMAScript 2023: globals that every browser and Node have, alike.
 *
 * `tsconfig.pure.json` compiles without the types of Node and of the DOM; what is not declared here does not build.
 * TextDecoder and TextEncoder are here because the model formats hold text in UTF-8 and ECMAScript has no other way
 * to read or write it. They are pure: bytes to text and back.
 */
declare class TextDecoder {
  constructor(label?: 'utf-8', options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
