/** `treasury:` after loading. */

/** An address of the treasury; public. */
export interface TreasuryAddress {
  readonly name: string;
  readonly address: string;
  readonly kind: 'safe' | 'wallet';
}

export interface FleetTreasury {
  readonly chain: string;
  /** Fiat that figures are told in. */
  readonly currency: string;
  /** Others that rows may be written in. */
  readonly fiat: readonly string[];
  readonly addresses: readonly TreasuryAddress[];
  /** By code; whatever is not here is no money. */
  readonly tokens: Readonly<Record<string, { readonly address: string; readonly decimals: number }>>;
  /** Chainlink feeds by the code of the coin; `maxAge` in seconds. */
  readonly feeds: Readonly<Record<string, { readonly address: string; readonly maxAge: number }>>;
  readonly since: number | undefined;
  /** By code, in whole coins, decimal text. */
  readonly dust: Readonly<Record<string, string>>;
}
