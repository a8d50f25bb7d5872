// @npmcli/config ships no types; these are the few parts of it that npm-options.ts uses.
declare module '@npmcli/config' {
  export default class Config {
    constructor(options: {
      readonly npmPath: string;
      readonly definitions: object;
      readonly shorthands: object;
      readonly flatten: (source: object, target: object) => object;
      readonly argv: readonly string[];
      readonly env: Record<string, string | undefined>;
      readonly cwd: string;
      readonly warn: boolean;
    });
    load(): Promise<void>;
    readonly flat: Readonly<Record<string, unknown>>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const npm: {
    readonly definitions: object;
    readonly shorthands: object;
    readonly flatten: (source: object, target: object) => object;
  };
  export default npm;
}
