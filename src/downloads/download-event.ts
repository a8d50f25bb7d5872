/** What happens while something is fetched. */
export type DownloadEvent =
  | {
      readonly type: 'download';
      /** What is fetched, for people: a file's name or a package's. */
      readonly file: string;
      /** How much has come. */
      readonly bytes: number;
      /** How much there is, where that is known. */
      readonly totalBytes: number | undefined;
    }
  | {
      /** Another process is fetching the same thing; its result will be used. */
      readonly type: 'waiting';
      readonly file: string;
    };
