/** Closed label values as members read them: on the status page and in reports. */
import type { Cause } from './labels.ts';

export const causeWords: Readonly<Record<Cause, string>> = {
  own_node: 'one of our nodes',
  own_l1: 'our Ethereum nodes',
  blob_path: 'the way that our nodes get blobs by',
  feed: 'the feed that our nodes follow',
  batch_poster: 'the poster of batches of the chain itself, not us',
  l1_finality: 'Ethereum does not finalize: not us',
  l1_edge: 'the way to our Ethereum nodes',
  edge: 'the edge network in front of our nodes',
  upstream_chain: 'the chain itself, not us',
  network: 'the network between',
  maintenance: 'planned maintenance',
  client: 'the caller, not the service',
  monitor: 'our monitoring, not the service',
  unattributed: 'not known yet',
};
