/** The page of each state, byte for byte. `vitest --update` writes them anew; open them in a browser and look. */
import { expect, it } from 'vitest';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { degraded, down, unknown, up } from '../../unit/dashboards/support/statuses.ts';

it.each(Object.entries({ up, degraded, down, unknown }))('%s', async (name, status) => {
  await expect(renderStatusPage(status)).toMatchFileSnapshot(`statusPage/${name}.html`);
});
