/** What the report says, in words for everyone. */
import { plain } from '../../alerts/ledger/report/markdownParts.ts';
import { monthWords, timeWords } from '../../alerts/ledger/report/words.ts';
import { counted } from '../../collector/config/words.ts';
import type { Mismatch, RowState } from '../chainFacts.ts';
import type { MovementCategory } from '../model.ts';
import type { MonthReport } from './model.ts';

export const categoryWords: Readonly<Record<MovementCategory, string>> = {
  fixed: 'fixed cost',
  support: 'support',
  research: 'research and development',
  dues: 'dues of members',
  other: 'other income',
  own: 'own money',
};

export const stateWords: Readonly<Record<RowState, string>> = {
  verified: 'verified',
  mismatch: 'not confirmed',
  unknown: 'not checked yet',
  none: 'no transaction',
};

export const mismatchWords: Readonly<Record<Mismatch, string>> = {
  not_found: 'there is no such transaction',
  failed_tx: 'the transaction failed',
  wrong_token: 'it moved another token',
  wrong_recipient: 'it went to someone else',
  wrong_amount: 'it moved another amount',
  wrong_direction: 'it went the other way',
  used_twice: 'another row has it already',
  wrong_date: 'it was on another day',
};

/** The one figure that everything else hangs on. */
export const unreconciledWords = ({ unreconciled }: MonthReport): string => {
  if (!unreconciled) return 'not checked against the chain';
  const { count, complete, earlier } = unreconciled;
  const before = earlier > 0 ? `, and ${earlier} of earlier months` : '';
  if (complete) return `${counted(count, 'unreconciled movement')}${before}`;
  return `${count === 0 ? 'not fully checked against the chain' : `at least ${counted(count, 'unreconciled movement')}`}${before}`;
};

const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** How far the chain was read, by whose clock. */
const readWords = ({ from, to, at, askedAt }: NonNullable<MonthReport['read']>): string => {
  const end = to === null ? `beyond the end of the month` : `block ${to} (final, of ${timeWords(at)} UTC)`;
  const asked = askedAt === null ? '' : `; asked at ${timeWords(askedAt)} UTC`;
  return `The chain was read by our own nodes from block ${from} to ${end}${asked}.`;
};

const rowWords = ({ states, coinsWithoutHash }: MonthReport): string => {
  const { verified, unknown, none } = states;
  const coins = coinsWithoutHash === 0 ? '' : ` (${coinsWithoutHash} of them in coins, which do move on a chain)`;
  return `Of the rows of this month ${verified} ${are(verified)} verified, ${unknown} not checked yet, and ${none} ${none === 1 ? 'has' : 'have'} no transaction to check${coins}.`;
};

/** What git says of the rows; without it nothing is called unchanged. */
export const historyWords = ({ history: { commit, commits, sha256, why }, month }: MonthReport): string => {
  const rows = `the rows up to the end of ${monthWords(month)}`;
  const sum = sha256 === null ? '' : ` SHA-256 of ${rows}: ${sha256}.`;
  return commit === null
    ? `NOT held against git: ${why ?? 'git was not asked'}. Whether old rows were changed is not known.${sum}`
    : `Old rows held against ${counted(commits, 'commit')} (commit ${commit}): none was changed.${sum}`;
};

/** What is behind that figure. */
export const checkedWords = (report: MonthReport): string => {
  const { unreconciled, read } = report;
  if (!unreconciled || !read)
    return 'Nobody has held these books against the chain yet: whether a movement is missing or wrong is not known.';
  const parts = [
    `${counted(unreconciled.payments.length, 'payment')} on ${report.chain} that the books lack, ${counted(unreconciled.mismatches, 'row')} that the chain does not confirm.`,
    rowWords(report),
    readWords(read),
  ];
  const { across, elsewhere, heldBack } = unreconciled;
  if (elsewhere.length > 0)
    parts.push(
      `${counted(elsewhere.length, 'row')} of other months ${elsewhere.length === 1 ? 'has' : 'have'} a payment of this one: ${elsewhere.map(plain).join(', ')}.`,
    );
  if (across > 0)
    parts.push(
      `${across} of them ${are(across)} of this month or of one beside it, and not in the figure: no balance was read when the month ended.`,
    );
  if (heldBack > 0)
    parts.push(
      `${counted(heldBack, 'difference')} of balances ${are(heldBack)} not judged: rows that no node could tell of may be what ${heldBack === 1 ? 'it is' : 'they are'}.`,
    );
  if (!unreconciled.coinsFollowed)
    parts.push('Balances of native coins are not known for all of it: coins that moved without a log may be missing.');
  if (!unreconciled.complete) parts.push('That is not the whole month, or not every row of it: the figure may grow.');
  if (unreconciled.earlier > 0)
    parts.push(
      `${counted(unreconciled.earlier, 'payment')} of earlier months ${are(unreconciled.earlier)} still unreconciled.`,
    );
  return parts.join(' ');
};
