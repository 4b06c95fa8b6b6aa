/**
 * Whether somebody wants to work on a node: a window of the router's, or a file beside fleet.yaml that
 * `headwatch sidecar drain` writes. Both are kept while nobody answers: a window ends by its own time.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Fleet } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { askJson } from '../rpc/jsonRpc.ts';
import { createPool } from '../rpc/pool.ts';

const drainSchema = z.object({ until: z.number(), reason: z.string().max(200) });
export type DrainWish = z.output<typeof drainSchema>;

const windowsSchema = z.object({
  windows: z.array(z.object({ scope: z.string(), from: z.number(), ended: z.number() })),
});
type Window = z.output<typeof windowsSchema>['windows'][number];

const drainFile = (home: string, node: string): string => join(home, 'data', 'drain', `${node}.json`);

/** Undefined without one, and when it is no file of ours. */
export const readDrain = async (home: string, node: string): Promise<DrainWish | undefined> => {
  try {
    return drainSchema.safeParse(JSON.parse(await readFile(drainFile(home, node), 'utf8'))).data;
  } catch {
    return undefined;
  }
};

export const writeDrain = async (home: string, node: string, wish: DrainWish): Promise<void> => {
  const file = drainFile(home, node);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(wish)}\n`);
  await rename(`${file}.new`, file);
};

/** @returns whether there was one */
export const removeDrain = async (home: string, node: string): Promise<boolean> => {
  const known = await readDrain(home, node);
  await rm(drainFile(home, node), { force: true });
  return known !== undefined;
};

/** Milliseconds. */
const fileEvery = 1000;
const routerEvery = 10_000;

export const createWishes = (fleet: Fleet, nodes: readonly string[]) => {
  const files = new Map<string, DrainWish | undefined>();
  let windows: readonly Window[] = [];
  const lookAtFiles = async (): Promise<void> => {
    for (const node of nodes) files.set(node, await readDrain(fleet.home, node));
  };
  const router = fleet.sidecar?.router;
  const token = fleet.router.token?.value;
  const pool =
    router === undefined
      ? undefined
      : createPool({
          url: new Secret(router),
          headers: token ? { authorization: new Secret(`Bearer ${token.reveal()}`) } : {},
          via: 'direct',
        });
  const askRouter = async (): Promise<void> => {
    const seen = pool && (await askJson(pool, '/api/maintenance', 5));
    const told = seen?.ok ? windowsSchema.safeParse(seen.value).data : undefined;
    if (told) windows = told.windows;
  };
  void lookAtFiles();
  void askRouter();
  const timers = [setInterval(() => void lookAtFiles(), fileEvery), setInterval(() => void askRouter(), routerEvery)];
  return {
    /** @param at Unix seconds */
    wanted: (node: string, at: number): boolean =>
      (files.get(node)?.until ?? 0) > at ||
      windows.some(({ scope, from, ended }) => scope === `node:${node}` && from <= at && at < ended),
    stop: async (): Promise<void> => {
      for (const timer of timers) clearInterval(timer);
      await pool?.close();
    },
  };
};

export type Wishes = ReturnType<typeof createWishes>;
