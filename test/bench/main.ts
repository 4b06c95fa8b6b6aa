/** `npm run -s bench -- NAME [--json]`: measures, prints progress on standard error, ends with one JSON object. */
const benches = {
  probes: () => import('./probes.ts'),
  lag: () => import('./lag.ts'),
  sla: () => import('./sla.ts'),
  vantage: () => import('./vantage.ts'),
  sidecar: () => import('./sidecar.ts'),
  fleet: () => import('./fleet.ts'),
  cloudflare: () => import('./cloudflare.ts'),
  panels: () => import('./panels.ts'),
  capacity: () => import('./capacity.ts'),
  treasury: () => import('./treasury.ts'),
} as const;
type Name = keyof typeof benches;
const isName = (text: string | undefined): text is Name => text !== undefined && text in benches;

const [name, ...flags] = process.argv.slice(2);
/** Of its own, a bench may take more. */
const known: Readonly<Record<Name, RegExp>> = {
  probes: /^--json$/,
  lag: /^--json$/,
  sidecar: /^--json$/,
  capacity: /^--json$/,
  treasury: /^--json$/,
  vantage: /^--json$/,
  fleet: /^(--json|--nodes|--seconds|\d+)$/,
  panels: /^(--json|--days|--keep|--repeats|\d+)$/,
  cloudflare: /^(--json|--days|\d+)$/,
  sla: /^(--json|--keep|--exports|--days|--seed|\d+)$/,
};
if (!isName(name) || flags.some((flag) => !known[name].test(flag))) {
  process.stderr.write(
    `usage: npm run -s bench -- NAME [--json]\n  probes  CPU of 10,000 node ticks over that of blackbox_exporter's probes\n  lag     measured lag against the truth: of nodes that are in sync, and with one truly behind\n  vantage seconds of vantages that are lost while the central host is off for ten minutes (OFF_SECONDS)\n  sidecar the load balancer's check at forty a second, and at most\n  capacity series, bytes a sample, memory and CPU of the example fleet, for twelve minutes\n  fleet   a thousand nodes on a hundred chains in one collector: CPU, latency added, longest block, calls [--nodes N] [--seconds N]\n  panels  every query of every panel on 90 days of the example fleet, as Grafana would ask [--days N] [--repeats N] [--keep]\n  cloudflare  a week of Cloudflare's minutes through the exporter: what is missing, doubled, late; questions [--days N]\n  treasury a thousand movements on anvil: what the books lack and what was tampered with is found, to the base unit\n  sla     the SLA ledger against brute force over a scripted month [--days N] [--exports] [--keep] [--seed N]\n`,
  );
  process.exitCode = 2;
} else {
  const { run } = await benches[name]();
  const figures = await run((line) => process.stderr.write(`${line}\n`), flags);
  if (flags.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    for (const [key, value] of Object.entries(figures))
      process.stdout.write(`${key.padEnd(28)} ${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
}
