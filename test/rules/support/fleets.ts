/** Fleets for rule tests: the two examples, and variants of them written as changes to their text. */
import { readFileSync } from 'node:fs';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { parseFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

const secrets: Readonly<Record<string, string>> = {
  discord_webhook: 'https://discord.com/api/webhooks/1/planted-discord',
  pagerduty_key: 'planted0pagerduty0key00000000000',
  deadman_url: 'https://deadman.example.org/planted-deadman',
  deadman_router_url: 'https://deadman.example.org/planted-deadman-router',
  router_token: 'planted-router-token-0000000000000000000000',
};

/** Every secret that `fleetOf` plants, to search for in what must not hold one. */
export const planted = ['planted-discord', 'planted0pagerduty', 'planted-deadman', 'planted-router-token'];

export type ExampleName = 'example' | 'minimal';

export interface Variant {
  readonly home?: string;
  /** Texts of fleet.yaml to replace; a text that is not there is an error of the test. */
  readonly edit?: readonly (readonly [from: string, to: string])[];
  /** Secret files that are there; all by default. */
  readonly secrets?: readonly string[];
}

export const fleetOf = (name: ExampleName, variant: Variant = {}): Fleet => {
  let text = readFileSync(`fleet.${name}.yaml`, 'utf8');
  for (const [from, to] of variant.edit ?? []) {
    if (!text.includes(from)) throw new Error(`fleet.${name}.yaml does not hold ${from}`);
    text = text.replace(from, to);
  }
  const there = variant.secrets ?? Object.keys(secrets);
  return parseFleet(text, {
    file: `fleet.${name}.yaml`,
    home: variant.home ?? '/srv/headwatch',
    kinds,
    env: {},
    allowUnset: true,
    readFile: (path) => {
      const file = path.split('/').at(-1) ?? '';
      return there.includes(file) ? secrets[file] : undefined;
    },
  });
};

/** The example fleet with another objective, in percent. */
export const fleetWith = (objective: number): Fleet =>
  fleetOf('example', { edit: [['objective: 99.98', `objective: ${objective}`]] });
