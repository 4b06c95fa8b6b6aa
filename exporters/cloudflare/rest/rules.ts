/**
 * Which rules of a zone meet the requests to a hostname. Expressions are not evaluated: what cannot be told counts as
 * meeting it, but for rules that name other hosts only. Pure.
 * Source: https://developers.cloudflare.com/ruleset-engine/rules-language and /waf/custom-rules/skip.
 */
import type { Rule } from './schemas.ts';

const hostField = /http\.host\b|http\.request\.full_uri\b/;
const quotedTexts = (expression: string): readonly string[] =>
  [...expression.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text.toLowerCase());

/** `http.host ne "h"`, `not http.host in {"h"}`, `not (http.host eq "h")`. */
const excludes = (expression: string, host: string): boolean => {
  const name = host.replaceAll('.', '\\.');
  return (
    new RegExp(`http\\.host\\s*(ne|!=)\\s*"${name}"`, 'i').test(expression) ||
    new RegExp(`(not|!)\\s*\\(?\\s*http\\.host\\s*(in\\s*\\{[^}]*|(eq|==)\\s*)"${name}"`, 'i').test(expression)
  );
};

export const mayMeet = (expression: string, host: string): boolean => {
  if (!hostField.test(expression)) return true;
  if (excludes(expression, host)) return false;
  const texts = quotedTexts(expression);
  // A pattern may mean anything.
  if (/\b(matches|wildcard|~)\b/.test(expression)) return true;
  return texts.some((text) => host === text || (text.length > 0 && host.includes(text)) || text.includes(host));
};

/** Nothing but this host, or everything: what a skip must say so that the host is surely spared. */
const meetsWholly = (expression: string, host: string): boolean => {
  const plain = expression
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .trim();
  const name = host.replaceAll('.', '\\.');
  return (
    plain === 'true' ||
    new RegExp(`^http\\.host\\s+(eq|==)\\s+"${name}"$`, 'i').test(plain) ||
    new RegExp(`^http\\.host\\s+in\\s+\\{[^}]*"${name}"[^}]*\\}$`, 'i').test(plain)
  );
};

const active = ({ enabled }: Rule): boolean => enabled !== false;

/** The phases that custom rules let a host skip: `http_ratelimit`, `http_request_sbfm`. */
export const skippedPhases = (custom: readonly Rule[], host: string): ReadonlySet<string> =>
  new Set(
    custom
      .filter((rule) => active(rule) && rule.action === 'skip' && meetsWholly(rule.expression ?? '', host))
      .flatMap(({ action_parameters }) => action_parameters?.phases ?? []),
  );

const challenges = new Set(['challenge', 'js_challenge', 'managed_challenge']);

/** Custom rules that may put a page in front of a program, which no program can pass; those behind a skip do not. */
export const challengesOf = (custom: readonly Rule[], host: string): readonly Rule[] => {
  const skip = custom.findIndex(
    (rule) =>
      active(rule) &&
      rule.action === 'skip' &&
      rule.action_parameters?.ruleset === 'current' &&
      meetsWholly(rule.expression ?? '', host),
  );
  return custom
    .slice(0, skip < 0 ? undefined : skip)
    .filter((rule) => active(rule) && challenges.has(rule.action ?? '') && mayMeet(rule.expression ?? '', host));
};

export const rateLimitsOf = (limits: readonly Rule[], host: string): readonly Rule[] =>
  limits.filter((rule) => active(rule) && rule.action !== 'log' && mayMeet(rule.expression ?? '', host));
