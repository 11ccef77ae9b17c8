import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface EngineCommand {
  /** The engine's name in messages. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  /** Environment variables in addition to PATH, HOME, LANG, TMPDIR and USER. */
  readonly env?: Readonly<Record<string, string>>;
  /** File for the engine's output. */
  readonly log: string;
}

/** A started engine, which is stopped by its process id. */
export interface EngineProcess {
  readonly name: string;
  readonly pid: number;
  /** The exit code or signal with which it ended; undefined while it runs. */
  readonly exit: () => string | undefined;
  readonly lastLines: (count?: number) => string;
  readonly stop: () => Promise<void>;
}

const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER'];

const bareEnvironment = () =>
  Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/** Time after SIGTERM until SIGKILL, in milliseconds. */
const gracePeriod = 10_000;

/** Starts an engine in its own process group, so that Ctrl-C does not reach it directly but through `stop`. */
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
      await Promise.race([finished, sleep(gracePeriod, undefined, { ref: false })]);
      if (ended === undefined) child.kill('SIGKILL');
      await finished;
    },
  };
}

/** An engine did not start, or ended unexpectedly. The message ends with its last log lines. */
export class EngineError extends Error {
  constructor(engine: EngineProcess, what: string) {
    super(`${engine.name} ${what}\n\n${engine.lastLines()}`);
    this.name = 'EngineError';
  }
}

/**
 * Waits until `ready` returns true. An error that it throws counts as false.
 *
 * @param seconds the longest time to wait
 * @throws EngineError when the engine ends, or is not ready in time
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
