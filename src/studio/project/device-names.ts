/** Whether Windows gives a name to a device, with or without an extension: no file or folder of that name can be made there, nor copied there. */
export function isDeviceName(name: string): boolean {
  return /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(name);
}
