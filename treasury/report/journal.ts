/**
 * The report as an hledger journal, so that a program of someone else can add it up: https://hledger.org/hledger.html.
 * Each transaction balances in its own currency; the closing balances are asserted, so that hledger refuses a wrong one.
 */
import { endOf } from '../months.ts';
import type { MonthReport, ReportedMovement } from './model.ts';

const accounts = {
  fixed: 'expenses:fixed',
  support: 'expenses:support',
  research: 'expenses:research',
  dues: 'income:dues',
  other: 'income:other',
  own: 'equity:own',
} as const;

/** hledger takes letters as they are; anything else needs quotes. */
const commodity = (code: string): string => (/^[A-Z]+$/.test(code) ? code : `"${code}"`);

/** One line, without what begins a comment or splits a description. */
const oneLine = (text: string): string => text.replaceAll(/[;|\p{Cc}]+/gu, ' ').trim();

const negative = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

const entry = (date: string, title: string, lines: readonly (readonly [string, string])[]): string =>
  [`${date} * ${title}`, ...lines.map(([account, amount]) => `    ${account}  ${amount}`)].join('\n');

const movementEntry = (row: ReportedMovement): string => {
  const { date, id, kind, category, party, amount, currency, note, tx } = row;
  const code = commodity(currency);
  const title = `(${id}) ${oneLine([party, note].filter((text) => text !== '').join(': '))}${tx === null ? '' : `  ; tx: ${tx}`}`;
  if (kind === 'transfer')
    return entry(date, title, [
      ['assets:treasury', `${amount} ${code}`],
      ['assets:treasury', `${negative(amount)} ${code}`],
    ]);
  const came = kind === 'income' ? amount : negative(amount);
  return entry(date, title, [
    ['assets:treasury', `${came} ${code}`],
    [accounts[category], `${negative(came)} ${code}`],
  ]);
};

const lastDay = (month: string): string => new Date((endOf(month) - 1) * 1000).toISOString().slice(0, 10);

export const monthJournal = (report: MonthReport): string => {
  const { month, movements, balances, currency } = report;
  const prices = movements.flatMap(({ date, price, currency: code }) =>
    price === null ? [] : [`P ${date} ${commodity(code)} ${price} ${commodity(currency)}`],
  );
  const opening = balances
    .filter((one) => !/^-?[0.]+$/.test(one.opening))
    .map((one) =>
      entry(`${month}-01`, `opening balance of ${one.currency}`, [
        ['assets:treasury', `${one.opening} ${commodity(one.currency)}`],
        ['equity:opening', `${negative(one.opening)} ${commodity(one.currency)}`],
      ]),
    );
  const gas = balances.flatMap(({ gas: paid, currency: code }) =>
    paid === null || /^[0.]+$/.test(paid)
      ? []
      : [
          entry(lastDay(month), 'gas of the month', [
            ['expenses:gas', `${paid} ${commodity(code)}`],
            ['assets:treasury', `${negative(paid)} ${commodity(code)}`],
          ]),
        ],
  );
  const dust = balances.flatMap(({ dust: came, currency: code }) =>
    /^[0.]+$/.test(came)
      ? []
      : [
          entry(lastDay(month), 'dust of the month', [
            ['assets:treasury', `${came} ${commodity(code)}`],
            ['income:dust', `${negative(came)} ${commodity(code)}`],
          ]),
        ],
  );
  const closing = balances.map(({ closing: left, currency: code }) =>
    entry(lastDay(month), `closing balance of ${code}`, [
      ['assets:treasury', `0 ${commodity(code)} = ${left} ${commodity(code)}`],
    ]),
  );
  const blocks = [...new Set(prices), ...opening, ...movements.map(movementEntry), ...dust, ...gas, ...closing];
  return `; ${oneLine(report.service)}: ${month}\n\n${blocks.join('\n\n')}\n`;
};
