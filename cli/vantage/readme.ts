/** What a person on the vantage's host needs to know, with the exact commands. */
import { listenerOf } from '../../collector/config/buildFleet.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { regionOfVantage } from '../../collector/config/graph.ts';
import type { VantageVariable } from '../../collector/config/vantageFile.ts';
import { keepsFor } from './agent.ts';

const agent = (keeps: string): string => `
The agent scrapes the collector and ships to the central Prometheus. It keeps up to ${keeps} of what it could not ship.

\`\`\`sh
# Prometheus 2 (Debian's package prometheus, 2.42):
prometheus --enable-feature=agent --config.file=prometheus-agent.yml --storage.agent.path=agent-data \\
  --storage.agent.retention.max-time=${keeps} --web.listen-address=127.0.0.1:9095
# Prometheus 3: the same with --agent instead of --enable-feature=agent
\`\`\`

Leave the agent alone while the centre is away: a new process ships only what it scrapes itself, and of the time before
it only the sum of the seconds is known, not when each was. Seconds in which the collector does not run are unknown.
`;

export const vantageReadme = (
  fleet: Fleet,
  vantage: string,
  variables: readonly VantageVariable[],
  ships: boolean,
): string => {
  const listen = listenerOf(fleet, vantage);
  const exports = variables.map(({ name, holds }) => `export ${name}=…   # ${holds}\n`).join('');
  const path = ships
    ? agent(keepsFor())
    : `\nIt is scraped at ${listen} by the central Prometheus: that address must be reachable from there, and from nowhere else.\n`;
  return `# Vantage ${vantage} of ${fleet.service.name}

Written by \`headwatch generate --vantage ${vantage}\`; changes are lost. It speaks for region ${regionOfVantage(fleet, vantage)}. Nothing in this directory is
secret. Copy it to a host there and start from this directory, each under a supervisor that restarts it (systemd:
\`Restart=always\`). HEADWATCH is a clone after \`npm ci --omit=dev\`:

\`\`\`sh
${exports}node "$HEADWATCH/bin/headwatch.mjs" collect --config fleet.yaml --vantage ${vantage}
\`\`\`

It is well when \`curl -s http://${listen}/readyz\` says so.
${path}
After a change of the central fleet.yaml, generate again, copy, and restart the collector${ships ? '; the agent reloads on SIGHUP' : ''}.
`;
};
