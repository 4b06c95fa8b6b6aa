/** Closed words of fleet.yaml that are no label of a metric. */

export const nodeStates = ['serving', 'joining', 'parked'] as const;
export const vias = ['direct', 'cloudflare'] as const;
export const audiences = ['members', 'internal'] as const;
export const notifyModes = ['live', 'observe'] as const;
