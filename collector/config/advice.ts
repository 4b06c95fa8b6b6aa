/** What a valid fleet could do better: every sentence names what is lost. Pure. */
import type { Advice } from './advice/model.ts';
import { relyingOnOne, sharedHosts } from './advice/weakPoints.ts';
import type { Fleet } from './fleet.ts';
import { independenceGroup, vantagesOf } from './graph.ts';
import { livepeerContractNames, livepeerDefaults } from './livepeer.ts';
import { observing, observingLine } from './observing.ts';
import { losses, secretsOf } from './secrets.ts';
import { counted, listed } from './words.ts';

/** Empty for the placeholder of an unset variable, which says nothing about hosts. */
const hostOf = (url: string): string => {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host.endsWith('.invalid') ? '' : host;
};

const chainAdvice = (fleet: Fleet): Advice[] =>
  Object.keys(fleet.chains).flatMap((chain): Advice[] => {
    const nodes = fleet.nodes.filter((node) => node.chain === chain && node.state !== 'parked');
    const references = fleet.references.filter((reference) => reference.chain === chain);
    // Two URLs of one provider fall together.
    const providers = new Set(references.map((reference) => hostOf(reference.endpoint.url.reveal()) || reference.name));
    const groups = new Set(nodes.map((node) => independenceGroup(fleet, node.name)));
    const sources = groups.size + providers.size;
    const advice: Advice[] = [];
    if (sources < 3) {
      const text = `${counted(sources, 'independent source')} for ${chain}: with fewer than three, no two can outvote one that lies, and the highest head is believed. Add references.`;
      advice.push({ about: `chain:${chain}`, text });
    }
    if (providers.size < 2) {
      const text = `${providers.size === 0 ? 'No reference' : 'One reference'} for ${chain}: with fewer than two, "the chain stands still" cannot be told from "our nodes are behind". Add ${providers.size === 0 ? 'two references' : 'a second one'} of another provider.`;
      advice.push({ about: `chain:${chain}`, text });
    }
    const paired = new Set(nodes.map((node) => node.beacon));
    for (const node of nodes.filter((item) => item.layer === 'consensus' && !paired.has(item.name))) {
      const text = `${node.name} is no node's beacon: it counts as a source of its own. Name it as beacon of the execution node that it drives.`;
      advice.push({ about: `node:${node.name}`, text });
    }
    return advice;
  });

const controlAdvice = ({ controls }: Fleet): Advice[] => {
  const about = 'controls';
  if (controls.length === 0) {
    return [{ about, text: 'No controls: a network fault of our own looks like an outage of the service.' }];
  }
  if (controls.length === 1) {
    return [
      { about, text: 'One control: when that address fails, the vantage takes itself for blind. Add a second one.' },
    ];
  }
  const cloudflare = controls.every(({ url }) =>
    /(^|\.)cloudflare\.com$|^one\.one\.one\.one$|^1\.[01]\.[01]\.1$/.test(hostOf(url.reveal())),
  );
  if (!cloudflare) return [];
  return [
    { about, text: 'Every control is on Cloudflare: an outage of Cloudflare looks like a fault of our own network.' },
  ];
};

const measureAdvice = (fleet: Fleet): Advice[] => {
  const advice = fleet.edges.flatMap((edge): Advice[] => {
    const regions = Object.keys(edge.regions).filter((region) => vantagesOf(fleet, edge, region).length === 0);
    if (regions.length === 0) return [];
    const text = `No collector speaks for ${listed(regions)}: edge ${edge.name} is not measured there. Run \`headwatch collect --vantage NAME\` on a host there and name it under vantages.`;
    return [{ about: `edge:${edge.name}`, text }];
  });
  const idle = fleet.vantages.filter(({ region }) => !fleet.edges.some((edge) => Object.hasOwn(edge.regions, region)));
  for (const { name, region } of idle) {
    advice.push({
      about: `vantage:${name}`,
      text: `No edge serves region ${region}: the collector there measures nothing.`,
    });
  }
  if (!fleet.edges.some((edge) => edge.audience === 'members')) {
    const text =
      'No edge for members: nodes are watched, but what members live through is not measured, and no outage pages.';
    advice.push({ about: 'edges', text });
  }
  return advice;
};

/** Steps of a journey that cannot be asked as the file stands. */
const journeyAdvice = (fleet: Fleet): Advice[] => {
  const overridden = livepeerContractNames.some((name) => fleet.livepeer[name] !== livepeerDefaults[name]);
  return fleet.edges.flatMap(({ name, chain, journey, beacon }): Advice[] => {
    const about = `edge:${name}`;
    if (journey === 'l1-reader' && beacon === undefined) {
      const text = `Edge ${name} has no beacon: blobs are not checked. Give the address of the Beacon API behind the same edge.`;
      return [{ about, text }];
    }
    if (journey === 'livepeer-orchestrator' && chain !== 'arbitrum-one' && !overridden) {
      const text = `Edge ${name} is on ${chain}, but Livepeer's contracts are those of Arbitrum One: give their addresses there under livepeer, or another journey.`;
      return [{ about, text }];
    }
    return [];
  });
};

const secretAdvice = (fleet: Fleet): Advice[] => {
  const { discord, pagerduty, deadman } = fleet.notify;
  const without = (about: string, path: keyof typeof losses): Advice => ({
    about,
    text: `${losses[path]} ${about} is not in fleet.yaml.`,
  });
  return [
    ...(discord ? [] : [without('notify.discord', 'notify.discord.operators_file')]),
    ...(pagerduty ? [] : [without('notify.pagerduty', 'notify.pagerduty.routing_key_file')]),
    ...(deadman ? [] : [without('notify.deadman', 'notify.deadman.url_file')]),
    ...(fleet.router.token ? [] : [without('router.token_file', 'router.token_file')]),
    ...secretsOf(fleet)
      .filter((secret) => secret.value === undefined)
      .map((secret) => ({ about: secret.path, text: `${secret.without} Its file is absent or empty.` })),
  ];
};

/** Advice in the order of weight: who is told, what is measured, what can be believed, what fails alone. */
export const adviceFor = (fleet: Fleet): readonly Advice[] => [
  ...(observing(fleet) ? [{ about: 'notify.mode', text: observingLine }] : []),
  ...secretAdvice(fleet),
  ...measureAdvice(fleet),
  ...journeyAdvice(fleet),
  ...chainAdvice(fleet),
  ...controlAdvice(fleet),
  ...relyingOnOne(fleet),
  ...sharedHosts(fleet),
];
