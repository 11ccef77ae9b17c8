import { styleText } from 'node:util';

/** What the play tells its audience. */
export interface Timeline {
  readonly title: (text: string) => void;
  /** Tells that a step begins, runs it, and tells how it ended and how long it took. */
  readonly step: <Result>(
    name: string,
    what: string,
    run: (detail: (text: string) => void) => Promise<Result>,
  ) => Promise<Result>;
  readonly note: (text: string) => void;
}

const minutes = (milliseconds: number) => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const indent = ' '.repeat(10);

/** A changed line is shown as in a diff. */
const paint = (text: string) =>
  text.startsWith('- ') ? styleText('red', text) : text.startsWith('+ ') ? styleText('green', text) : text;

/** A timeline on a terminal; colours as NO_COLOR and the stream allow. */
export function createTimeline(stream: NodeJS.WriteStream = process.stdout): Timeline {
  const begun = Date.now();
  const line = (text = '') => stream.write(`${text}\n`);
  const live = stream.isTTY === true;
  return {
    title: (text) => {
      line();
      line(styleText('bold', `  ${text}`));
      line();
    },
    note: (text) => line(indent + styleText('dim', text)),
    step: async (name, what, run) => {
      const started = Date.now();
      const head = (mark: string) =>
        `  ${styleText('dim', minutes(started - begun))} ${mark} ${styleText('bold', name.padEnd(9))} ${what}`;
      if (live) stream.write(head(styleText('yellow', '…')));
      const details: string[] = [];
      const finish = (mark: string) => {
        if (live) stream.write('\r\x1b[2K');
        line(`${head(mark)}  ${styleText('dim', seconds(Date.now() - started))}`);
        for (const detail of details) line(indent + paint(detail));
      };
      try {
        const result = await run((detail) => details.push(detail));
        finish(styleText('green', '✔'));
        return result;
      } catch (error) {
        finish(styleText('red', '✘'));
        throw error;
      }
    },
  };
}
