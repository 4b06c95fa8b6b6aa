/** One file per mistake in test/fixtures/config/bad, and exactly what is said about each. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultsOf } from './support.ts';

const folder = join(import.meta.dirname, '../../fixtures/config/bad');
const env = { SET_KEY: 'PLANTED', EMPTY_KEY: '' };

const expected: Readonly<Record<string, readonly string[]>> = {
  'alias-too-long': [
    'nodes[0].alias: found "A node with a name that is far too long for a card", expected at most 40 characters',
  ],
  'audience-unknown': ['edges[0].audience: found "member", expected members or internal; did you mean "members"?'],
  'beacon-is-execution': ['nodes[1].beacon: found "eth-b", expected a consensus node of ethereum (none is declared)'],
  'beacon-missing': ['nodes[0].beacon: found "beacon-a", expected a consensus node of ethereum (none is declared)'],
  'beacon-of-beacon': ['nodes[0].beacon: found "beacon-b", expected no beacon: a consensus node has none'],
  'beacon-shared': [
    'nodes[2].beacon: found "beacon-a", which drives eth-a already, expected a consensus node of its own',
  ],
  'carry-too-high': ['edges[0].carry: found 2, expected at most 1, the number of its nodes'],
  'carry-zero': ['edges[0].carry: found 0, expected at least 1'],
  'chain-block-time-zero': ['chains.other.block_time: found "0s", expected more than 0 s'],
  'chain-known-redeclared': [
    'chains.arbitrum-one: found the known chain "arbitrum-one", expected a name that headwatch does not know already',
  ],
  'chain-unknown': [
    'nodes[0].chain: found "etherum", expected a chain known by name (arbitrum-one, arbitrum-nova, arbitrum-sepolia, ethereum or sepolia) or declared under chains; did you mean "ethereum"?',
  ],
  cloudflare: [
    'cloudflare.token_file: found [redacted], expected the name of a file that holds the secret, not the secret',
    'cloudflare.email: found an unknown key, expected one of token_file, account, zones, hosts, delay, refill, tunnels, api',
    'cloudflare.zones[1]: found "example.org", expected each zone once',
    'cloudflare.zones[2]: found [redacted], expected a domain in lower case such as example.org',
    'cloudflare.hosts[0]: found [redacted], expected a hostname in one of the zones (example.org)',
    'cloudflare.delay: found "5s", expected between 1m and 1h',
    'cloudflare.tunnels[1].name: found "eu", expected a name that no other tunnel has',
    'cloudflare.tunnels[1].metrics: found [redacted], expected host:port',
    'isolation.every: found "5s", expected between 1m and 24h',
    'isolation.origins[0].address: found [redacted], expected a host name or an address, without scheme and port',
    'isolation.origins[1]: found both, expected one of address and address_file',
    'isolation.origins[2]: found neither, expected one of address and address_file',
    'isolation.origins[2].name: found "arb-us", expected a name that no other origin has',
    'isolation.origins[3].ports[0]: found 0, expected at least 1',
  ],
  'control-no-url': ['controls[0].url: found [redacted], expected an http:// or https:// URL'],
  'control-twice': ['controls[1].url: found the address of controls[0] again, expected another address'],
  'duration-malformed': ['policy.arbitrum-one.lagging: found "20 sec", expected a duration such as 20s, 500ms or 2m'],
  'duration-without-unit': ['policy.arbitrum-one.lagging: found 20, expected a duration such as 20s, 500ms or 2m'],
  'edge-beacon-name': ['edges[0].beacon: found [redacted], expected an http:// or https:// URL'],
  'edge-beacon-scheme': ['edges[0].beacon: found [redacted], expected an http:// or https:// URL'],
  empty: ['(the file): found nothing, expected a map'],
  'empty-section': ['references: found nothing, expected a list'],
  feeds: [
    'feeds[0].url: found [redacted], expected a ws:// or wss:// URL',
    'feeds[1].name: found "feed", as in feeds[0].name, expected a name that no other feed has',
    'feeds[1].chain: found "arbitrum-nova", expected a chain that a node, reference or edge is on (arbitrum-one)',
  ],
  heartbeats: [
    'heartbeats[0].token_file: found [redacted], expected the name of a file that holds the secret, not the secret',
    'heartbeats[1].name: found "snapshot", as in heartbeats[0].name, expected a name that no other heartbeat has',
    'heartbeats[1].every: found "10s", expected a minute or more',
    'heartbeats[1].shrunk: found a number, expected less than 1',
    'heartbeats[1].when: found an unknown key, expected one of name, every, grace, about, token_file, shrunk',
  ],
  'header-name': [
    'nodes[0].headers[[redacted]]: found a name that is no header name, expected a header name of letters, digits and -',
  ],
  'header-not-text': ['nodes[0].headers.X-Key: found a number, expected text'],
  'header-of-connection': [
    'nodes[0].headers.Transfer-Encoding: found a header that the HTTP client sets, expected a header that is not about the connection itself',
  ],
  'header-value': [
    'nodes[0].headers.Authorization: found [redacted], expected a header value on one line, in Latin letters',
  ],
  'host-and-rpc': ['nodes[0]: found host and rpc, expected host or rpc, not both'],
  'host-is-url': [
    'nodes[0].host: found [redacted], expected a host name or address alone (with a port, give rpc: http://host:port)',
  ],
  'host-via-cloudflare': ['nodes[0].via: found "cloudflare", expected rpc: https://… instead of host, or via: direct'],
  'host-with-port': [
    'nodes[0].host: found [redacted], expected a host name or address alone (with a port, give rpc: http://host:port)',
  ],
  'journey-unknown': ['edges[0].journey: found "livepeer", expected livepeer-orchestrator, l1-reader or evm-generic'],
  'key-in-place-of-file': [
    'notify.pagerduty.routing_key_file: found [redacted], expected the name of a file that holds the secret, not the secret',
  ],
  'key-with-secret': [
    'notify.discord.operators_file: found nothing, expected text',
    'notify.discord[[redacted]]: found an unknown key, expected one of operators_file, members_file, bot_token_file, api, mention_role, channel, roles',
  ],
  'keyed-as-text': ['edges[0].keyed: found text, expected true or false'],
  'kind-unknown': [
    'nodes[0].kind: found "arbitrum-nitr", expected arbitrum-nitro, ethereum-execution, ethereum-consensus or evm; did you mean "arbitrum-nitro"?',
  ],
  'ladder-deadline-over-unreachable': [
    'policy.arbitrum-one.deadline: found "10s", expected less than unreachable (10 s): one lost question is not an unreachable node',
  ],
  'ladder-lagging-over-stale': [
    'policy.arbitrum-one.lagging: found "40s", expected at most stale (30 s): a node leaves the pool before its edge goes stale',
  ],
  'ladder-page-bad-over-window': [
    'policy.arbitrum-one.page_bad: found "2m", expected at most page_window (60 s): more bad seconds than the window holds never page',
  ],
  'ladder-readmit-under-recovered': [
    'policy.arbitrum-one.readmit: found "2s", expected at least recovered (5 s): a node is well before it is let back in',
  ],
  'ladder-stale-under-lagging': [
    'policy.arbitrum-one.stale: found "10s", expected at least lagging (15 s): a node leaves the pool before its edge goes stale',
  ],
  'ladder-zero': ['policy.arbitrum-one.unreachable: found "0s", expected more than 0 s'],
  'lb-no-url': ['nodes[0].lb: found [redacted], expected an http:// or https:// URL'],
  'listen-twice': ['router.listen: found "127.0.0.1:9760", as in collector.listen, expected an address of its own'],
  'livepeer-address': ['livepeer.Controller: found "0xD8E8", expected a contract address (0x and 40 hex digits)'],
  'livepeer-contract': ['livepeer.Controler: found an unknown key, expected a known key; did you mean "Controller"?'],
  'many-at-once': [
    'vantage: found "EU", expected a name of a-z, 0-9 and -, at most 40 characters',
    'nodes[0].rpc: found [redacted], expected an http://, https://, ws:// or wss:// URL',
    'nodes[0].hots: found an unknown key, expected a known key; did you mean "host"?',
    'nodes[1].name: found "arb-us", as in nodes[0].name, expected a name that no other node, reference or edge has',
    'nodes[1].chain: found "other", expected a chain known by name (arbitrum-one, arbitrum-nova, arbitrum-sepolia, ethereum or sepolia) or declared under chains',
    'nodes[1].rpc: found the unset variable UNSET_KEY, expected UNSET_KEY set and not empty',
    'edges[0].rpc: found [redacted], expected an http://, https://, ws:// or wss:// URL',
    'edges[0].regions.eu[1]: found "arb-ap", expected a node of arbitrum-one (arb-us)',
    'policy.arbitrum-one.lagging: found "1m", expected at most stale (30 s): a node leaves the pool before its edge goes stale',
  ],
  'mention-role': ['notify.discord.mention_role: found "@oncall", expected a Discord role id (digits)'],
  'discord-channel': ['notify.discord.channel: found "#alerts", expected a Discord channel id (digits)'],
  digests: [
    'notify.digests.at: found "7:00", expected a time of day such as 07:00',
    'notify.digests.timezone: found "Europe/Berlim", expected a time zone such as UTC or Europe/Berlin',
    'notify.digests.monthly: found an unknown key, expected one of at, timezone, daily, weekly',
  ],
  'discord-roles': [
    'notify.discord.roles.silnce: found an unknown key, expected a known key; did you mean "silence"?',
    'notify.discord.roles.silence[0]: found "@oncall", expected a Discord role id (digits)',
  ],
  'metrics-no-usual-place': [
    'nodes[0].metrics: found true or false, expected a URL: a node of kind evm has no usual place for metrics',
  ],
  'metrics-scheme': ['nodes[0].metrics: found [redacted], expected an http:// or https:// URL'],
  'metrics-without-host': [
    'nodes[0].metrics: found true or false, expected a URL, or host instead of rpc: true is the usual port at host',
  ],
  'missing-section': ['service: found nothing, expected a map', 'vantage: found nothing, expected text'],
  'name-of-capitals': ['nodes[0].name: found "Arb_US", expected a name of a-z, 0-9 and -, at most 40 characters'],
  'name-twice': [
    'references[0].name: found "arb-eu", as in nodes[0].name, expected a name that no other node, reference or edge has',
  ],
  'neither-host-nor-rpc': ['nodes[0]: found neither host nor rpc, expected host or rpc'],
  'no-sections': ['(the file): found no nodes and no edges, expected at least one node or edge'],
  'no-targets': ['(the file): found no nodes and no edges, expected at least one node or edge'],
  'not-a-map': ['(the file): found a list, expected a map'],
  'objective-as-text': ['service.objective: found text, expected a number'],
  'objective-too-fine': [
    'service.objective: found 99.98765432, expected whole parts per million (at most four decimals)',
  ],
  'objective-too-high': ['service.objective: found 100, expected less than 100'],
  'on-unknown-host': ['nodes[0].on: found "h2", expected a machine under hosts (h1)'],
  'parent-form': ['nodes[0].parent: found "eth", expected edge:NAME or node:NAME'],
  'parent-missing': [
    'nodes[0].parent: found "edge:eth", expected an edge or execution node of the parent chain (none is declared)',
  ],
  'parent-missing-node': [
    'nodes[0].parent: found "node:eth-b", expected an edge or execution node of the parent chain (none is declared)',
  ],
  'parent-same-chain': [
    'nodes[1].parent: found "node:arb-eu", expected an edge or execution node of the parent chain (none is declared)',
  ],
  'policy-unused-chain': [
    'policy.ethereum: found a chain that nothing is on, expected a chain that a node, reference or edge is on (arbitrum-one)',
  ],
  'pool-consensus': ['edges[0].regions.eu[1]: found "beacon-a", which is a consensus node, expected an execution node'],
  'pool-no-regions': ['edges[0].regions: found an empty map, expected at least one region'],
  'pool-node-twice': ['edges[0].regions.eu[1]: found "arb-eu" again, expected each node once in a region'],
  'pool-not-serving': ['edges[0].regions.eu[1]: found "arb-us", which is joining, expected a serving node'],
  'pool-other-chain': ['edges[0].regions.eu[1]: found "eth-a", which is on ethereum, expected a node of arbitrum-one'],
  'pool-unknown-node': ['edges[0].regions.eu[1]: found "arb-us", expected a node of arbitrum-one (arb-eu)'],
  'port-too-high': ['collector.listen: found "127.0.0.1:97600", expected a port of at most 65535'],
  'prometheus-no-url': ['prometheus.url: found [redacted], expected an http:// or https:// URL'],
  'publish-home': ['publish.dir: found ".", expected a directory of its own: what else is in it would be public too'],
  'publish-no-dir': ['publish.dir: found nothing, expected text'],
  'publish-secrets': [
    'publish.dir: found "./secrets/public", expected a directory of its own: what else is in it would be public too',
  ],
  'region-empty-pool': ['edges[0].regions.eu: found an empty list, expected at least one node (arb-eu)'],
  'region-name': ['edges[0].regions: found the key "EU", expected a name of a-z, 0-9 and -, at most 40 characters'],
  'rpc-no-url': ['nodes[0].rpc: found [redacted], expected an http://, https://, ws:// or wss:// URL'],
  'rpc-scheme': ['nodes[0].rpc: found [redacted], expected an http://, https://, ws:// or wss:// URL'],
  'rung-unknown': ['policy.arbitrum-one.laging: found an unknown key, expected a known key; did you mean "lagging"?'],
  'same-endpoint-twice': ['nodes[1].rpc: found the address of nodes[0].host again, expected an endpoint of its own'],
  'scrape-twice': [
    'vantages[1].scrape: found "10.8.0.12:9760", as in vantages[0].scrape, expected an address of its own',
  ],
  'scrape-without-port': ['vantages[0].scrape: found "10.8.0.12", expected host:port'],
  'secret-file-unreadable': [
    'notify.discord.operators_file: found a file that cannot be read (EISDIR), expected a readable file',
  ],
  'secret-file-with-two-words': [
    'notify.pagerduty.routing_key_file: found a file with more than one word in it, expected a file that holds the key alone',
  ],
  'secret-file-without-url': [
    'notify.discord.operators_file: found a file that holds no URL, expected a file that holds one http:// or https:// URL alone',
  ],
  'secret-in-place-of-file': [
    'notify.discord.operators_file: found [redacted], expected the name of a file that holds the secret, not the secret',
  ],
  'state-unknown': ['nodes[0].state: found "drained", expected serving, joining or parked'],
  'unknown-key': ['colector: found an unknown key, expected a known key; did you mean "collector"?'],
  'unknown-key-far': [
    'nodes[0].weight: found an unknown key, expected one of name, kind, chain, region, host, rpc, ws, headers, via, parent, beacon, metrics, on, lb, alias, state',
  ],
  'unknown-key-node': ['nodes[0].hots: found an unknown key, expected a known key; did you mean "host"?'],
  'vantage-listens-twice': [
    'vantages[0].listen: found "127.0.0.1:9760", expected scrape alone: a collector that is scraped listens there',
  ],
  'vantage-region-of-another': [
    `vantages[0].region: found "eu", expected us: a name that is a region's speaks for that region`,
  ],
  'vantage-region-unknown': [
    'vantages[0].region: found "uss", expected a region of an edge (eu, us); did you mean "us"?',
  ],
  'vantage-ships-nowhere': [
    'prometheus.write_url: found nothing, expected the address that us ships to, as seen from there (…/api/v1/write), or scrape: for each of them',
  ],
  'vantage-twice': ['vantages[0].name: found "eu", as in vantage, expected a vantage of its own'],
  'vantages-of-one-name': ['vantages[1].name: found "us", as in vantages[0].name, expected a vantage of its own'],
  'variable-broken': [
    `nodes[0].rpc: found a broken \${…}, expected \${NAME} with a name of A-Z, a-z, 0-9 and _ (write $\${ for a literal \${)`,
  ],
  'variable-default': [
    `nodes[0].rpc: found a broken \${…}, expected \${NAME} with a name of A-Z, a-z, 0-9 and _ (write $\${ for a literal \${)`,
  ],
  'variable-empty': ['nodes[0].rpc: found the unset variable EMPTY_KEY, expected EMPTY_KEY set and not empty'],
  'variable-in-name': ['nodes[0].name: found [redacted], expected a name of a-z, 0-9 and -, at most 40 characters'],
  'variable-unset': ['nodes[0].rpc: found the unset variable UNSET_KEY, expected UNSET_KEY set and not empty'],
  'via-unknown': ['nodes[0].via: found "cloudfare", expected direct or cloudflare; did you mean "cloudflare"?'],
  'write-url-scheme': ['prometheus.write_url: found [redacted], expected an http:// or https:// URL'],
  'write-url-with-password': [
    'prometheus.write_url: found [redacted], expected an address without a password in it: every vantage gets it in the open',
  ],
  'wrong-type': ['nodes: found a map, expected a list'],
  'wrong-type-number': ['edges[0].rpc: found a number, expected text'],
  'ws-scheme': ['edges[0].ws: found [redacted], expected a ws:// or wss:// URL'],
  'yaml-alias-bomb': ['1:1: found too many YAML aliases, expected at most 100'],
  'yaml-duplicate-key': ['5:1: found a YAML error, expected each key once in a map'],
  'yaml-duplicate-region': ['6:148: found a YAML error, expected each key once in a map'],
  'yaml-tab-indent': ['4:1: found a YAML error, expected spaces as indentation, no tabs'],
  'yaml-tag': ['3:8: found a YAML error, expected no YAML tag'],
  'yaml-two-documents': ['5:1: found a YAML error, expected one document'],
  'yaml-unclosed-quote': ['4:1: found a YAML error, expected the closing " of a text before here'],
  'yaml-unknown-alias': ['1:1: found a YAML alias (*NAME) without its anchor, expected an anchor (&NAME) before it'],
  'yaml-unquoted-variable': [
    `3:31: found a YAML error, expected valid YAML (quote text that holds any of : # { } [ ] , and every "\${VARIABLE}")`,
  ],
};

test('every bad file has its messages here, and every message its file', () => {
  const files = readdirSync(folder).map((name) => name.replace(/\.yaml$/, ''));
  expect(files.sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.entries(expected))('%s', (name, messages) => {
  const { lines, message } = faultsOf(join(folder, `${name}.yaml`), env);
  expect(lines).toEqual(messages);
  expect(message).not.toContain('PLANTED');
});
