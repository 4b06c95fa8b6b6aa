/** Judges the settings as they were just read, and counts those that have changed since they were seen before. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Log } from '../../../collector/log.ts';
import { createLevels, type LevelRecorder } from '../../levels.ts';
import { compareSettings, type DriftState, noDrift, subjectOf } from './drift.ts';
import { postureOf } from './posture.ts';
import type { Settings } from './postureModel.ts';
import { showPosture } from './show.ts';

export interface PostureWatch {
  readonly take: (settings: Settings) => void;
  readonly state: () => DriftState;
}

export const createPostureWatch = (recorder: LevelRecorder, log: Log, kept: DriftState | undefined): PostureWatch => {
  const levels = createLevels(recorder);
  let state = kept ?? noDrift;
  for (const [subject, count] of Object.entries(state.counts)) recorder.inc(metrics.cfPostureDrift, { subject }, count);

  return {
    take: (settings) => {
      const lines = postureOf(settings);
      levels.round((set) => showPosture(set, lines, settings.pools, settings.monitors));
      const { state: next, changed } = compareSettings(state, settings);
      state = next;
      // From the first sight on, so that the first change shows as an increase.
      for (const subject of new Set(Object.keys(state.prints).map(subjectOf)))
        recorder.inc(metrics.cfPostureDrift, { subject }, 0);
      for (const subject of new Set(changed.map(subjectOf))) recorder.inc(metrics.cfPostureDrift, { subject });
      for (const key of changed) {
        const subject = subjectOf(key);
        log.warn({ subject, part: key.slice(subject.length + 1) }, 'a setting at Cloudflare has changed');
      }
    },
    state: () => state,
  };
};
