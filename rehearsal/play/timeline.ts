import { styleText } from 'node:util';

/** Prints the steps of a rehearsal. */
export interface Timeline {
  readonly title: (text: string) => void;
  /** Prints that a step begins, runs it, and prints its outcome, its duration and its details. */
  readonly step: <Result>(
    name: string,
    command: string,
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

/** Colours `- ` and `+ ` lines as in a diff. */
const colourDiffLine = (text: string) =>
  text.startsWith('- ') ? styleText('red', text) : text.startsWith('+ ') ? styleText('green', text) : text;

/** A timeline on a stream, with colours where the stream and NO_COLOR allow them. */
export function createTimeline(stream: NodeJS.WriteStream = process.stdout): Timeline {
  const beginning = Date.now();
  const line = (text = '') => stream.write(`${text}\n`);
  const isTerminal = stream.isTTY === true;
  return {
    title: (text) => {
      line();
      line(styleText('bold', `  ${text}`));
      line();
    },
    note: (text) => line(indent + styleText('dim', text)),
    step: async (name, command, run) => {
      const started = Date.now();
      const head = (mark: string) =>
        `  ${styleText('dim', minutes(started - beginning))} ${mark} ${styleText('bold', name.padEnd(9))} ${command}`;
      if (isTerminal) stream.write(head(styleText('yellow', '…')));
      const details: string[] = [];
      const finish = (mark: string) => {
        if (isTerminal) stream.write('\r\x1b[2K');
        line(`${head(mark)}  ${styleText('dim', seconds(Date.now() - started))}`);
        for (const detail of details) line(indent + colourDiffLine(detail));
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
