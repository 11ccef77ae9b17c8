import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface EngineCommand {
  /** How the engine is called in messages. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  /** Added to a bare environment (PATH, HOME and locale). */
  readonly env?: Readonly<Record<string, string>>;
  /** The engine's output goes to this file. */
  readonly log: string;
}

/** An engine that was started here, and is ended by its own process id. */
export interface EngineProcess {
  readonly name: string;
  readonly pid: number;
  /** Undefined while it runs. */
  readonly exit: () => string | undefined;
  readonly lastLines: (count?: number) => string;
  readonly stop: () => Promise<void>;
}

const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER'];

const bareEnvironment = () =>
  Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/** How long an engine may take to end after SIGTERM, in milliseconds. */
const grace = 10_000;

/** Starts an engine in a process group of its own, so that Ctrl-C reaches it only through `stop`. */
export function startEngine({ name, path, args, env, log }: EngineCommand): EngineProcess {
  const output = openSync(log, 'a');
  const child = spawn(path, args, {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  let ended: string | undefined;
  const finished = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = signal ?? `exit code ${code}`;
      resolve();
    });
    child.once('error', (error) => {
      ended = error.message;
      resolve();
    });
  });
  return {
    name,
    pid: child.pid ?? 0,
    exit: () => ended,
    lastLines: (count = 15) => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n'),
    stop: async () => {
      if (ended !== undefined) return;
      child.kill('SIGTERM');
      await Promise.race([finished, sleep(grace, undefined, { ref: false })]);
      if (ended === undefined) child.kill('SIGKILL');
      await finished;
    },
  };
}

/** An engine that did not start or ended by itself; its message ends with the engine's last log lines. */
export class EngineError extends Error {
  constructor(engine: EngineProcess, what: string) {
    super(`${engine.name} ${what}\n\n${engine.lastLines()}`);
    this.name = 'EngineError';
  }
}

/**
 * Waits until `ready` holds.
 *
 * @param seconds how long to wait at most
 * @throws EngineError when the engine ends, or the time is over
 */
export async function waitUntilReady(
  engine: EngineProcess,
  ready: () => Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ready().catch(() => false))) {
    const exit = engine.exit();
    if (exit !== undefined) throw new EngineError(engine, `ended while it started (${exit})`);
    if (Date.now() > deadline) throw new EngineError(engine, `was not ready after ${seconds} s`);
    await sleep(100);
  }
}
