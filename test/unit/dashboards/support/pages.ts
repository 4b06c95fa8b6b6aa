/** Every page of both profiles of every fleet: what the rules are held against, as pages come and go. */
import type { DashboardName } from '../../../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { type Profile, profiles } from '../../../../dashboards/kit/model.ts';
import { type DashboardJson, pagesOf } from '../../../../demo/drill/panels/page.ts';
import { exampleFleet, fullFleet, minimalFleet, plantedFleet } from './fleets.ts';

export const fleets = {
  example: exampleFleet(),
  minimal: minimalFleet(),
  full: fullFleet(),
  planted: plantedFleet(),
} as const satisfies Record<string, Fleet>;
export type FleetName = keyof typeof fleets;
// Object.keys widens to string; the literal's keys are exactly these.
export const fleetNames = Object.keys(fleets) as readonly FleetName[];

export interface Page {
  readonly fleet: FleetName;
  readonly profile: Profile;
  readonly name: DashboardName;
  readonly json: DashboardJson;
}

export const pages: readonly Page[] = fleetNames.flatMap((fleet) =>
  profiles.flatMap((profile) =>
    [...pagesOf(profile, fleets[fleet])].map(([name, json]) => ({ fleet, profile, name, json })),
  ),
);

export const titleOf = ({ fleet, profile, name }: Page): string => `${name}, ${profile}, ${fleet} fleet`;
