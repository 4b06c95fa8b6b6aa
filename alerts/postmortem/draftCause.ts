/** The cause, how it was learned, and what was seen: the ledger's evidence and the recording's. */
import { plain, table } from '../ledger/report/markdownParts.ts';
import { timeWords } from '../ledger/report/words.ts';
import { labelWords } from '../notifiers/cardWords.ts';
import type { Cost } from './cost.ts';
import type { Showing, Shown } from './evidence.ts';
import type { Postmortem, ToldInterval } from './model.ts';

const mostChanges = 80;

const history = ({ kept }: Postmortem): string => {
  const { causes } = kept.incident;
  if (causes.length === 0) return 'No cause was learned.';
  return causes
    .map(({ cause, detail, at }) => `- ${timeWords(at)}: ${labelWords(cause)}${detail ? `: ${plain(detail)}` : ''}`)
    .join('\n');
};

const intervalLine = ({ from, to, region, counts, evidence }: ToldInterval): string => {
  const { nodes, references, chain, otherRegions } = evidence;
  const parts = [
    ...Object.entries(nodes).map(
      ([node, { verdict, seconds }]) => `${plain(node)} ${labelWords(verdict)} ${seconds} s`,
    ),
    references.asked > 0
      ? `${references.answered} of ${references.asked} references answered`
      : 'no reference was asked',
    ...(chain === null ? [] : [`chain ${chain}`]),
    ...Object.entries(otherRegions).map(([other, bad]) => `${plain(other)} bad ${bad} s`),
  ];
  return `- ${timeWords(from)} to ${timeWords(to).slice(11)}, ${plain(region)}, counted as ${labelWords(counts)}: ${parts.join('; ')}.`;
};

const showingRow = ({ target, vantage, asked, answered, failure, greatestLag, blocks }: Showing): readonly string[] => [
  plain(target),
  plain(vantage),
  `${answered} of ${asked}`,
  failure === null ? '' : labelWords(failure),
  greatestLag === null ? 'not known' : `${greatestLag.toFixed(1)} s`,
  blocks === null ? 'not known' : String(blocks),
];

const seen = (shown: Shown): string => {
  const rows = [...shown.showings]
    .sort((a, b) => (b.greatestLag ?? 0) - (a.greatestLag ?? 0) || a.target.localeCompare(b.target))
    .map(showingRow);
  const cut = shown.changes.slice(0, mostChanges);
  const more = shown.changes.length - cut.length;
  const changes = cut.map(({ at, vantage, text }) => `- ${timeWords(at).slice(11)} ${plain(vantage)}: ${plain(text)}`);
  return [
    'From two minutes before to a minute after, as the collectors asked each second:',
    table(['target', 'asked from', 'answered', 'most often', 'greatest lag', 'blocks gone on'], rows, 2),
    'What changed:',
    [
      ...(changes.length > 0 ? changes : ['- nothing']),
      ...(more > 0 ? [`- … and ${more} more in the recording`] : []),
    ].join('\n'),
  ].join('\n\n');
};

export const causeSection = (post: Postmortem, cost: Cost, shown: Shown | undefined): string => {
  const ledger = cost.bad.map(intervalLine).join('\n');
  return [
    history(post),
    ...(ledger ? [`### Evidence in the SLA ledger\n\n${ledger}`] : []),
    `### Evidence in the recording\n\n${shown ? seen(shown) : 'There is no recording.'}`,
    '_Why could it happen? And why that?_',
  ].join('\n\n');
};
