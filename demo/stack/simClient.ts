/** Steers the simulator's process over its control API. */
import type { FaultName, SimAction } from '../faults/index.ts';
import type { SimUrls, Truth } from '../sim/types.ts';
import { getJson, postJson } from './http.ts';

export interface SimClient {
  fault(name: FaultName, on: boolean): Promise<void>;
  set(action: SimAction, on: boolean): Promise<void>;
  clear(): Promise<void>;
  truth(): Promise<Truth>;
}

export const createSimClient = ({ control }: SimUrls): SimClient => {
  const base = `${control.replace(/\/+$/, '')}/control`;
  return {
    fault: async (name, on) => void (await postJson(`${base}/fault`, { fault: name, on })),
    set: async (action, on) => void (await postJson(`${base}/set`, { ...action, on })),
    clear: async () => void (await postJson(`${base}/clear`)),
    truth: async () => (await getJson(`${base}/truth`)) as Truth,
  };
};
