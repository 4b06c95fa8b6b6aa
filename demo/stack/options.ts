/** What a stack may be asked for, and which collectors elsewhere that makes. */
import type { MonitorName } from '../../collector/policy/balancer.ts';
import type { StackVantage } from './vantages.ts';

export interface StackOptions {
  /** HEADWATCH_HOME to use and keep; by default a temporary one that goes with the stack. */
  readonly dir?: string;
  /** Keep the temporary directory too, logs included. */
  readonly keep?: boolean;
  /** Shortens what is longer than a minute (`scaled` of the ladder). */
  readonly scale?: number;
  /** Collectors in us and ap as well as the central one in eu. */
  readonly vantages?: boolean;
  /** More collectors, by name: the region that each speaks for. */
  readonly more?: Readonly<Record<string, string>>;
  /** Names of vantages that are not scraped: each runs from a directory of its own, and an agent ships its samples. */
  readonly agents?: readonly string[];
  /** Percent of good seconds; the example's own unless given. Below 90 or so no budget ends while faults are tried. */
  readonly objective?: number;
  /** Give members a channel of their own; have a bot write the operators' cards. */
  readonly members?: boolean;
  readonly bot?: boolean;
  /** Whether the fleet asks the stand-in for Cloudflare, which has cards of its own; not unless told to. */
  readonly cloudflare?: boolean;
  /** Three months of a treasury on its Ethereum, with books; not unless told to. */
  readonly treasury?: boolean;
  /** A quiet chain, a validator on it and machines beside the example's fleet; not unless told to. */
  readonly wider?: boolean;
  /** Port of the status page; a free one unless given. */
  readonly publicPort?: number;
  /** The balancer asks sidecars beside the Arbitrum nodes as Cloudflare's monitor does, instead of its own quick check. */
  readonly monitor?: MonitorName;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

export const vantagesOf = ({ vantages = true, more = {}, agents = [] }: StackOptions): readonly StackVantage[] =>
  [...(vantages ? [['us', 'us'] as const, ['ap', 'ap'] as const] : []), ...Object.entries(more)].map(
    ([name, region]) => ({ name, region, ships: agents.includes(name) }),
  );
