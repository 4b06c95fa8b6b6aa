/** When a node was started anew, by what it shows of it: its own metrics began anew, or it says another version. */
import { metrics } from '../collector/catalogue/index.ts';
import type { ProbeContext } from '../collector/probe/api.ts';
import { perNode } from './perNode.ts';

type Sign = 'metrics' | 'version';

/** Seconds within which both signs are of one start: metrics are read every 15 s, the version every minute. */
const oneStart = 180;

const lastOf = perNode((): { sign?: Sign; at?: number } => ({}));

/** The counter is there from the first look on, so that a first start is an increase. @param now Unix seconds */
export const noteStart = (context: ProbeContext, sign: Sign, anew: boolean, now = Date.now() / 1000): void => {
  const { record, labels } = context;
  record.inc(metrics.nodeRestarts, labels, 0);
  if (!anew) return;
  const last = lastOf(context);
  const told = last.sign !== undefined && last.sign !== sign && now - (last.at ?? 0) < oneStart;
  if (!told) record.inc(metrics.nodeRestarts, labels);
  last.sign = sign;
  last.at = now;
};

/** What the node calls itself, for people; another one than before means a start. */
export const noteVersion = (context: ProbeContext, version: string, now = Date.now() / 1000): void => {
  const before = context.hints.clientVersion;
  context.hints.clientVersion = version;
  noteStart(context, 'version', before !== undefined && before !== version, now);
};
