/** Everything secret that a fleet needs from outside its file, and whether it is there. Holds no content. */
import { accessSync, constants, statSync } from 'node:fs';
import type { Fleet } from './fleet.ts';
import type { NamedSecret } from './namedSecret.ts';
import type { UnsetVariable } from './read/interpolate.ts';
import { secretsOf } from './secrets.ts';

export type SecretState = 'present' | 'absent' | 'empty' | 'unreadable';

export interface InventoryLine {
  /** Path in fleet.yaml. */
  readonly usedBy: string;
  readonly kind: 'file' | 'variable';
  /** The file, absolute, or the variable's name. */
  readonly source: string;
  readonly state: SecretState;
  readonly mandatory: boolean;
  /** What is lost while it is not there. */
  readonly without: string;
  /** What is wrong with it although it is there. */
  readonly warning: string | null;
}

const canRead = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const fileState = ({ file, value }: NamedSecret): Pick<InventoryLine, 'state' | 'warning'> => {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return { state: 'absent', warning: null };
  if (!stat.isFile() || !canRead(file)) return { state: 'unreadable', warning: null };
  const mode = (stat.mode & 0o777).toString(8);
  const warning = (stat.mode & 0o077) === 0 ? null : `mode ${mode}: others on this host can reach it; chmod 600`;
  return { state: value === undefined ? 'empty' : 'present', warning };
};

/** Secret files first, then the variables that are not set. */
export const inventoryOf = (fleet: Fleet, unset: readonly UnsetVariable[]): readonly InventoryLine[] => [
  ...secretsOf(fleet).map(
    (secret): InventoryLine => ({
      usedBy: secret.path,
      kind: 'file',
      source: secret.file,
      ...fileState(secret),
      mandatory: secret.mandatory,
      without: secret.without,
    }),
  ),
  ...unset.map(
    ({ variable, path }): InventoryLine => ({
      usedBy: path,
      kind: 'variable',
      source: variable,
      state: 'absent',
      mandatory: true,
      without: '`collect` and `alert` refuse to start.',
      warning: null,
    }),
  ),
];
