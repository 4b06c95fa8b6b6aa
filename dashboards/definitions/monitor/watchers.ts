/** Who watches, since when, and whether they see the Internet. */
import type { Row } from '../../kit/model.ts';
import type { Context } from '../context.ts';
import { blind } from '../incidents/evidence.ts';
import { watchers } from '../watchers.ts';
import { builds } from './probes.ts';

export const watcherRow = (context: Context): Row => ({
  panels: [
    { ...watchers(context, 6, 5), drill: { title: 'What is known now', to: 'incidents' } },
    { ...blind(), width: 18 },
    builds,
  ],
});
