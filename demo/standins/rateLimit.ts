/** Discord's limit of one bucket: five requests in the two seconds from the first of them. */
const limit = 5;
const windowMs = 2000;

export interface RateVerdict {
  readonly limited: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until the bucket is full again. */
  readonly resetAfter: number;
}

export const createRateLimit = (now: () => number) => {
  const buckets = new Map<string, { used: number; resetsAt: number }>();
  return {
    /** Takes one from the bucket, or says that it is empty. */
    take(name: string): RateVerdict {
      const at = now();
      const known = buckets.get(name);
      const bucket = known && at < known.resetsAt ? known : { used: 0, resetsAt: at + windowMs };
      buckets.set(name, bucket);
      const limited = bucket.used >= limit;
      if (!limited) bucket.used += 1;
      const resetAfter = (bucket.resetsAt - at) / 1000;
      const headers: Record<string, string> = {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(limit - bucket.used),
        'X-RateLimit-Reset': (bucket.resetsAt / 1000).toFixed(3),
        'X-RateLimit-Reset-After': resetAfter.toFixed(3),
        'X-RateLimit-Bucket': name,
      };
      return { limited, headers, resetAfter };
    },
    clear: () => buckets.clear(),
  };
};
export type RateLimit = ReturnType<typeof createRateLimit>;
