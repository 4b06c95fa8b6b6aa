/** What the report says, in words for everyone. */
import { timeWords } from '../../alerts/ledger/report/words.ts';
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
  const { count, complete } = unreconciled;
  if (complete) return counted(count, 'unreconciled movement');
  return count === 0 ? 'not fully checked against the chain' : `at least ${counted(count, 'unreconciled movement')}`;
};

/** What is behind that figure. */
export const checkedWords = (report: MonthReport): string => {
  const { unreconciled, read, states } = report;
  if (!unreconciled || !read)
    return 'Nobody has held these books against the chain yet: whether a movement is missing or wrong is not known.';
  const parts = [
    `${counted(unreconciled.payments.length, 'payment')} on ${report.chain} that the books lack, ${counted(unreconciled.mismatches, 'row')} that the chain does not confirm.`,
    `Of the rows of this month ${states.verified} ${states.verified === 1 ? 'is' : 'are'} verified, ${states.unknown} not checked yet, and ${states.none} ${states.none === 1 ? 'has' : 'have'} no transaction to check.`,
    `The chain was read by our own nodes from block ${read.from} to block ${read.to} (final, ${timeWords(read.at)} UTC).`,
  ];
  if (!unreconciled.complete) parts.push('That is not the whole month, or not every row of it: the figure may grow.');
  if (unreconciled.earlier > 0)
    parts.push(
      `${counted(unreconciled.earlier, 'payment')} of earlier months ${unreconciled.earlier === 1 ? 'is' : 'are'} still unreconciled.`,
    );
  return parts.join(' ');
};
