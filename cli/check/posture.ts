/** Reads the settings at Cloudflare once, and says what they cost: advice of `check --probe`. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { createApiPool } from '../../collector/rpc/apiPool.ts';
import { createClient } from '../../exporters/cloudflare/client.ts';
import { systemClock } from '../../exporters/cloudflare/clock.ts';
import { readPosture } from '../../exporters/cloudflare/rest/readPosture.ts';
import { poolsNamedAsMachines } from './poolNames.ts';

export interface PostureAdvice {
  /** `lb:HOST`, `pool:NAME`, `host:HOST`. */
  readonly subject: string;
  readonly finding: string;
  /** Seconds of budget for each failure; null where there is no end to it, or it is not a matter of time. */
  readonly costSeconds: { readonly least: number; readonly most: number } | null;
  readonly text: string;
}

/** What `check --probe --json` prints under `posture`. */
export interface PostureReport {
  readonly advice: readonly PostureAdvice[];
  /** Findings that were looked for and not found. */
  readonly right: number;
  /** What could not be read, with the permission that it needs. */
  readonly unread: readonly string[];
  /** Seconds that the objective allows to be bad in thirty days. */
  readonly budgetSeconds: number;
}

const month = 30 * 86_400;

/** Undefined where Cloudflare is not in fleet.yaml, or its token is not there: `check` says that already. */
export const probePosture = async (fleet: Fleet): Promise<PostureReport | undefined> => {
  const { cloudflare, service } = fleet;
  if (!cloudflare?.token.value) return undefined;
  const api = createApiPool(cloudflare.api, cloudflare.token.value);
  try {
    const { lines, unread, pools } = await readPosture(createClient({ ask: api.ask, clock: systemClock }), cloudflare);
    return {
      advice: [
        ...lines
          .filter(({ found }) => found)
          .map(({ subject, finding, cost, text }) => ({ subject, finding, costSeconds: cost ?? null, text })),
        ...poolsNamedAsMachines(fleet, pools),
      ],
      right: lines.filter(({ found }) => !found).length,
      unread,
      budgetSeconds: Math.round((1 - service.objective / 100) * month),
    };
  } finally {
    await api.close();
  }
};

const costText = ({ costSeconds }: PostureAdvice, budget: number): string => {
  if (costSeconds === null) return '';
  const { least, most } = costSeconds;
  const share = budget > 0 ? `, ${Math.round((100 * most) / budget)} % of a month's budget` : '';
  return ` Costs ${least === most ? '' : `${formatSeconds(least)} to `}${formatSeconds(most)} a failure${share}.`;
};

export const showPosture = ({ advice, right, unread, budgetSeconds }: PostureReport): string => {
  const lines = advice.map((line) => `  - ${line.subject}: ${line.text}${costText(line, budgetSeconds)}`);
  const rest = unread.map((line) => `  ? ${line}`);
  const all = right === 0 ? '' : `  ${right} settings are as they should be.`;
  return ['Cloudflare', ...lines, ...rest, ...(all === '' ? [] : [all])].join('\n');
};
