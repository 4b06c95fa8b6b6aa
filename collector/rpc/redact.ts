/**
 * A target may say back what it was asked with: a gateway quotes the path, a proxy the headers. What leaves the client
 * is free of that, so that no later reader (a label, the view, the replayed probe) has to think of it.
 */
import type { Endpoint } from '../config/fleet.ts';
import { basicAuth, percentDecoded } from './basicAuth.ts';

/** Keys are longer than words: a shorter part of a path or a query is `v1`, `rpc`, `mainnet`. */
const keyLength = 16;
/** Header values are secrets by declaration; a shorter one is a word that answers may hold by themselves. */
const headerLength = 8;

const needlesOf = ({ url: secret, headers }: Endpoint): readonly string[] => {
  const url = new URL(secret.reveal());
  const keys = `${url.pathname}${url.search}`.split(/[/?&=#]/).filter((part) => part.length >= keyLength);
  const values = Object.values(headers).map((value) => value.reveal());
  const long = [...values, url.password, basicAuth(url) ?? ''].filter((value) => value.length >= headerLength);
  // A bare name is often the client's own (`http://geth:8545`), and no origin that anyone could reach.
  const hosts = [url.host, url.hostname].filter((name) => /[.:]/.test(name));
  const words = values.flatMap((value) => value.split(/\s+/)).filter((word) => word.length >= keyLength);
  const all = [secret.reveal(), url.href, ...hosts, ...keys, ...long, ...words];
  // The longest first: a part that is taken out of the whole would leave the rest of it.
  return [...new Set(all.flatMap((each) => [each, percentDecoded(each)]))].sort((a, b) => b.length - a.length);
};

/** Takes the address, the keys in it and the header values of an endpoint out of a text. */
export const createRedactor = (endpoint: Endpoint): ((text: string) => string) => {
  const needles = needlesOf(endpoint);
  return (text) => needles.reduce((clean, needle) => clean.replaceAll(needle, '[redacted]'), text);
};
