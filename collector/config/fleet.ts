/** The fleet after loading: defaults filled in, names resolved, secrets wrapped. What every room reads. */
import type { DashboardName } from '../catalogue/dashboards.ts';
import type { JourneyName, Layer } from '../catalogue/labels.ts';
import type { Chain } from '../policy/chains.ts';
import type { Ladder } from '../policy/ladder.ts';
import type { audiences, nodeStates, vias } from './choices.ts';
import type { FleetCloudflare, FleetIsolation } from './fleetCloudflare.ts';
import type { FleetNotify } from './fleetNotify.ts';
import type { FleetTreasury } from './fleetTreasury.ts';
import type { LivepeerContracts } from './livepeer.ts';
import type { NamedSecret } from './namedSecret.ts';
import type { Secret } from './secret.ts';

export interface Endpoint {
  /** Full URL; secret because keys live in paths and hosts are the origin. */
  readonly url: Secret;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly via: (typeof vias)[number];
}

interface TargetBase {
  readonly name: string;
  readonly chain: string;
  readonly endpoint: Endpoint;
}

export interface FleetNode extends TargetBase {
  readonly role: 'node';
  readonly kind: string;
  readonly layer: Layer;
  readonly region: string;
  readonly state: (typeof nodeStates)[number];
  /** `edge:NAME` or `node:NAME` through which this node reads its parent chain. */
  readonly parent: string | undefined;
  /** Consensus node paired with this execution node. */
  readonly beacon: string | undefined;
  /** Its own page of Prometheus metrics. */
  readonly metrics?: Endpoint | undefined;
  /** Where new heads are heard by subscription. */
  readonly ws?: Endpoint | undefined;
  /** Name of the machine that it runs on; undefined: not given. */
  readonly on?: string | undefined;
  /** Base URL of the sidecar beside it, without a slash at its end; an address of ours, never public. */
  readonly lb?: string | undefined;
  /** What members see instead of the name. */
  readonly alias: string;
}

export interface FleetReference extends TargetBase {
  readonly role: 'reference';
  /** References are asked from the vantage; their region label is `none`. */
  readonly region: 'none';
}

export interface FleetEdge extends TargetBase {
  readonly role: 'edge';
  readonly audience: (typeof audiences)[number];
  readonly journey: JourneyName;
  /** WebSocket URL of the same edge, where members subscribe. */
  readonly ws: Secret | undefined;
  /** Beacon API behind the same edge, with the edge's own headers. */
  readonly beacon: Endpoint | undefined;
  /** Whether its URL holds a key, so that a wrong one must be refused; undefined: as the URL looks. */
  readonly keyed: boolean | undefined;
  /** Region → names of the nodes whose pool serves it first. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly carry: number;
  readonly alias: string;
}

/** A source of a sequencer's feed that the central collector listens to. */
export interface FleetFeed {
  readonly name: string;
  readonly chain: string;
  readonly endpoint: Endpoint;
}

export type Target = FleetNode | FleetReference | FleetEdge;

/** A collector elsewhere. The central one is `Fleet.vantage`, whose region has the same name. */
export interface FleetVantage {
  readonly name: string;
  readonly region: string;
  /** Undefined: a Prometheus agent beside it ships its samples to `prometheus.writeUrl`. */
  readonly scrape: string | undefined;
  /** Where it listens on its own host for its agent; by default 127.0.0.1:9760. */
  readonly listen?: string | undefined;
}

/** A machine that nodes run on. */
export interface FleetHost {
  readonly name: string;
  /** Its node_exporter, `host:port`. */
  readonly exporter: string | undefined;
  readonly provider: string | undefined;
}

/** Something that must happen, and tells the router when it has: a backup, a snapshot. */
export interface FleetHeartbeat {
  /** An operator's own word: never public. */
  readonly name: string;
  /** Seconds between two of them, and how much later is still in time. */
  readonly every: number;
  readonly grace: number;
  readonly about: string | undefined;
  /** A token for this one alone; the router's own is taken as well. */
  readonly token: NamedSecret | undefined;
  /** Share of its usual size below which it is told of. */
  readonly shrunk: number;
}

/** An upgrade that fleet.yaml tells of, for the nodes of a chain, of a client, or that are both. */
export interface FleetUpgrade {
  readonly chain?: string | undefined;
  readonly client?: string | undefined;
  /** Lowest version that will do. */
  readonly version: string;
  /** Unix seconds; undefined where the chain tells. */
  readonly before?: number | undefined;
  /** The ArbOS version that needs it. */
  readonly arbos?: number | undefined;
  readonly about?: string | undefined;
  readonly url?: string | undefined;
}

/** What fleet.yaml changes of an alert of ours that does not page. */
export interface AlertOverride {
  readonly enabled?: boolean | undefined;
  readonly severity?: 'warning' | 'info' | undefined;
  /** Seconds. */
  readonly for?: number | undefined;
}

export interface Fleet {
  readonly service: { readonly name: string; readonly objective: number; readonly pageOnHalt: boolean };
  /** Directory of fleet.yaml (HEADWATCH_HOME): secrets and generated output live beside it. */
  readonly home: string;
  readonly vantage: string;
  readonly chains: Readonly<Record<string, Chain>>;
  readonly ladders: Readonly<Record<string, Ladder>>;
  readonly nodes: readonly FleetNode[];
  readonly references: readonly FleetReference[];
  readonly edges: readonly FleetEdge[];
  /** Absent: none. */
  readonly feeds?: readonly FleetFeed[];
  readonly upgrades?: readonly FleetUpgrade[];
  readonly vantages: readonly FleetVantage[];
  /** Absent: none is named. */
  readonly hosts?: readonly FleetHost[];
  /** Absent: none. */
  readonly heartbeats?: readonly FleetHeartbeat[];
  /** Absent: as shipped. `collector` and `router` are URLs by which the hosts of nodes reach the centre. */
  readonly sidecar?: {
    readonly listen: string;
    readonly collector: string | undefined;
    readonly router: string | undefined;
  };
  /** Absent: Cloudflare is not asked. */
  readonly cloudflare?: FleetCloudflare | undefined;
  /** Absent: not tried. */
  readonly isolation?: FleetIsolation | undefined;
  /** Absent: no public books. */
  readonly treasury?: FleetTreasury | undefined;
  readonly livepeer: LivepeerContracts;
  /** Directory, absolute, that the public page and status.json are copied to. */
  readonly publish: { readonly dir: string } | undefined;
  readonly controls: readonly { readonly url: Secret }[];
  /** By the alert's name; absent: as shipped. */
  readonly alerts?: Readonly<Record<string, AlertOverride>>;
  readonly notify: FleetNotify;
  readonly collector: { readonly listen: string };
  readonly router: {
    readonly listen: string;
    readonly public: string;
    readonly publicUrl: string | undefined;
    /** What posts to the private listener and reads of its API must show; absent: whoever reaches it may. */
    readonly token?: NamedSecret | undefined;
  };
  readonly prometheus: { readonly url: string; readonly writeUrl: string | undefined };
  readonly alertmanagers: readonly { readonly url: string }[];
  readonly grafana:
    | {
        readonly url: string;
        /** Addresses of public dashboards that are not the default ones. Who knows one may look: no secrets. */
        readonly publicTokens?: Partial<Readonly<Record<DashboardName, string | undefined>>> | undefined;
      }
    | undefined;
}
