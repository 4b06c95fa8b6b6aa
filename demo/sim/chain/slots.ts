/** The beacon chain's clock. */
export const slotSeconds = 12;
export const slotsPerEpoch = 32;
/** Slot 0 of Ethereum mainnet, Unix seconds. */
export const beaconGenesis = 1_606_824_023;

/** The start of the newest slot that has begun at `now`. */
export const slotStart = (now: number): number => now - ((now - beaconGenesis) % slotSeconds);
