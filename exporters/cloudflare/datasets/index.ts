/** Every dataset that is counted. Add one here and its series to series.ts and counters.ts. */
import { edge } from './edge.ts';
import { healthChecks } from './healthChecks.ts';
import { loadBalancing } from './loadBalancing.ts';
import type { Dataset } from './model.ts';
import { origin } from './origin.ts';
import { colo, country } from './places.ts';
import { security } from './security.ts';

export const datasets: readonly Dataset[] = [edge, origin, loadBalancing, security, colo, country, healthChecks];
