import { z } from 'zod';

const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
type Unit = keyof typeof units;

/** Seconds of a duration such as `20s`, `500ms`, `2m`, or undefined when the text is not one. */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  // The regular expression admits exactly the keys of `units`.
  return Number(match[1]) * units[match[2] as Unit];
};

const asDuration = { error: 'a duration such as 20s, 500ms or 2m' };
/** A duration in YAML (`20s`); seconds as a number inside. */
export const durationSchema = z
  .string(asDuration)
  .refine((text) => parseDuration(text) !== undefined, asDuration)
  .transform((text) => parseDuration(text) ?? 0);

/** `90` → `90 s`, `518` → `8 m 38 s`. For people. */
export const formatSeconds = (total: number): string => {
  if (total < 120) return `${Number(total.toFixed(total < 10 ? 1 : 0))} s`;
  const whole = Math.round(total);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = whole % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} m`;
  return seconds > 0 ? `${minutes} m ${seconds} s` : `${minutes} m`;
};
