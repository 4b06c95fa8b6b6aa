/** The dashboards' fixture moved to the present: federation copies what is now, and cannot be told another time. */
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { openMetrics, type Scene } from '../../dashboards/support/fixture.ts';

const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * Ten healthy minutes told within two: a sample of the fast lane each second, of the slow one every three, from a minute
 * and a half ago to half a minute from now. Its months are the present one and those before.
 */
export const healthyNow = (fleet: Fleet, wrong: Partial<Scene> = {}): string => {
  const now = Math.floor(Date.now() / 1000);
  const seconds = 600;
  const end = now + 30;
  const scene: Scene = { start: now - seconds, seconds, ...wrong };
  const today = new Date();
  const before = (months: number): string =>
    monthOf(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 15)));
  const months: Readonly<Record<string, string>> = { '2026-02': before(0), '2026-01': before(1), '2025-12': before(2) };
  return openMetrics(fleet, [scene])
    .replaceAll(/month="(\d{4}-\d{2})"/g, (_, month: string) => `month="${months[month] ?? month}"`)
    .replaceAll(/ (\d{10})$/gm, (_, at: string) => ` ${end - (scene.start + seconds - Number(at)) / 5}`);
};
