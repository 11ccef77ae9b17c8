/** The files of a chart: content by path inside the chart, with slashes. */
export type ChartFiles = ReadonlyMap<string, Uint8Array>;

/** The text of a file (UTF-8); undefined if it does not exist. */
export function readText(files: ChartFiles, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** The files, with a new text for one of them. */
export const withText = (files: ChartFiles, path: string, text: string): ChartFiles =>
  new Map([...files, [path, new TextEncoder().encode(text)]]);
