/** The dashboards' fixture moved to the present: federation copies what is now, and cannot be told another time. */
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { openMetrics, type Scene } from '../../dashboards/support/fixture.ts';

const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * Ten healthy minutes told within five: a sample of the fast lane every 2.5 s, of the slow one every 7.5 s, from a minute
 * ago to four from now, so that a busy machine does not outlive it; `squeeze` 1 is as it was, and begins earlier. Its months are the present one and those before.
 */
export const healthyNow = (fleet: Fleet, squeeze = 2): string => {
  const now = Math.floor(Date.now() / 1000);
  const seconds = 600;
  const end = now + 240;
  const scene: Scene = { start: now - seconds, seconds };
  const today = new Date();
  const before = (months: number): string =>
    monthOf(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 15)));
  const months: Readonly<Record<string, string>> = { '2026-02': before(0), '2026-01': before(1), '2025-12': before(2) };
  return openMetrics(fleet, [scene])
    .replaceAll(/month="(\d{4}-\d{2})"/g, (_, month: string) => `month="${months[month] ?? month}"`)
    .replaceAll(/ (\d{10})$/gm, (_, at: string) => ` ${end - (scene.start + seconds - Number(at)) / squeeze}`);
};
