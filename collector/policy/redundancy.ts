/** Nodes that must not be bad: two, so that one may fail, or as many as carry the load. */
export const nodesNeeded = (carry: number): number => Math.max(2, carry);
