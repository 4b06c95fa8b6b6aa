/**
 * Copies the public page and status.json into a directory that a person may sync elsewhere. Each file is written beside
 * its place and renamed, so that nobody reads half of one. A copy that is not renewed says by itself that it is old.
 */
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../collector/log.ts';
import type { Status } from '../../collector/status.ts';

export interface PublisherOptions {
  /** Absolute. */
  readonly dir: string;
  readonly status: () => Status;
  /** The page as a copy of it should be. */
  readonly render: (status: Status) => string;
  readonly log: Log;
}

export interface Publisher {
  /** Never throws; a failure is told once in the log, and for as long as it lasts in `standing`. */
  publish(): Promise<void>;
  readonly standing: () => readonly string[];
}

export const unpublished = 'The public copy of this page cannot be renewed.';

const put = async (dir: string, name: string, text: string): Promise<void> => {
  const beside = join(dir, `.${name}.new`);
  await writeFile(beside, text);
  // Whoever syncs or serves the directory is seldom the user that we run as.
  await chmod(beside, 0o644);
  await rename(beside, join(dir, name));
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'error';

export const createPublisher = ({ dir, status, render, log }: PublisherOptions): Publisher => {
  let failing = false;
  return {
    publish: async () => {
      try {
        const told = status();
        // A copy that can be read has been renewed.
        const now = { ...told, standing: told.standing.filter((line) => line !== unpublished) };
        await mkdir(dir, { recursive: true });
        // The data first: a page that says more than the data beside it would be the worse half.
        await put(dir, 'status.json', JSON.stringify(now));
        await put(dir, 'index.html', render(now));
        if (failing) log.info({ dir }, 'the public copy is renewed again');
        failing = false;
      } catch (error) {
        if (!failing) log.error({ dir, error: codeOf(error) }, 'the public copy cannot be renewed');
        failing = true;
      }
    },
    standing: () => (failing ? [unpublished] : []),
  };
};
