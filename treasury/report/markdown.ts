/** The report as Markdown that reads aloud and can be pasted into a forum (GitHub tables, no HTML). */
import { plain, table } from '../../alerts/ledger/report/markdownParts.ts';
import { monthWords } from '../../alerts/ledger/report/words.ts';
import { counted } from '../../collector/config/words.ts';
import { movementTable, paymentTable } from './markdownRows.ts';
import type { MonthReport, ReportedBalance, ReportedSum } from './model.ts';
import { categoryWords, checkedWords, unreconciledWords } from './words.ts';

const unknown = 'not known';

const totals = ({ totals: { income, expense, result, unpriced }, currency }: MonthReport): string => {
  const rows = [
    ['Income', income],
    ['Expense', expense],
    ['**Result**', `**${result}**`],
  ];
  const without =
    unpriced > 0
      ? `\n\n${counted(unpriced, 'row')} without a price in ${currency} ${unpriced === 1 ? 'is' : 'are'} in none of these.`
      : '';
  return `${table(['', currency], rows, 1)}${without}`;
};

const verdictCell = ({ verdict, why, difference, final }: ReportedBalance): string => {
  if (verdict === 'not_checked') return why ?? unknown;
  if (verdict === 'balances') return final ? 'balances' : 'balances so far';
  return `**does not balance**: the chain has ${difference?.startsWith('-') ? `${difference.slice(1)} less` : `${difference} more`}`;
};

const balanceTable = ({ balances }: MonthReport): string =>
  balances.length === 0
    ? 'No movement has been booked.'
    : table(
        ['', 'held against the chain', 'opening', 'in', 'out', 'gas', 'closing', 'on the chain'],
        balances.map((balance) => [
          balance.currency,
          verdictCell(balance),
          balance.opening,
          balance.in,
          balance.out,
          balance.gas ?? unknown,
          balance.closing,
          balance.chain ?? '',
        ]),
        2,
      );

const balanceNotes = ({ balances }: MonthReport): readonly string[] => [
  ...(balances.some(({ gas }) => gas === null) ? ['Where gas is not known, closing is before gas.'] : []),
  ...balances.flatMap(({ anchor, currency }) =>
    anchor === null
      ? []
      : [
          `The opening of ${currency} begins with what the chain had at the end of ${monthWords(anchor)}; gas before then is not known.`,
        ],
  ),
];

const addressTable = ({ addresses }: MonthReport): string =>
  table(
    ['address', '', 'opening', 'in', 'out', 'gas', 'closing', 'difference'],
    addresses.map(({ name, link, currency, opening, in: came, out, gas, closing, difference }) => [
      link === null ? plain(name) : `[${plain(name)}](${link})`,
      currency,
      ...[opening, came, out, gas, closing, difference].map((text) => text ?? unknown),
    ]),
    2,
  );

const sumTable = (sums: readonly ReportedSum[], currency: string): string =>
  table(
    ['', 'currency', 'rows', 'amount', `value in ${currency}`],
    sums.map((sum) => [
      categoryWords[sum.category],
      sum.currency,
      String(sum.rows),
      sum.amount,
      sum.value ?? 'a price is missing',
    ]),
    2,
  );

const sumSections = ({ sums, currency }: MonthReport): readonly string[] => {
  const part = (title: string, none: string, rows: readonly ReportedSum[]): readonly string[] => [
    `## ${title}`,
    rows.length === 0 ? none : sumTable(rows, currency),
  ];
  const of = (kind: string): readonly ReportedSum[] =>
    sums.filter((sum) => sum.kind === kind && sum.category !== 'own');
  const own = sums.filter(({ category }) => category === 'own');
  const words = { income: 'came', expense: 'went', transfer: 'moved between own addresses' } as const;
  return [
    ...part('Income', 'None was booked.', of('income')),
    ...part('Expense', 'None was booked.', of('expense')),
    ...(own.length === 0
      ? []
      : [
          '## Own money',
          'Neither earned nor spent: exchanged, moved between own addresses, or there before the books began.',
          own.map(({ kind, amount, currency: code }) => `- ${amount} ${code} ${words[kind]}`).join('\n'),
        ]),
  ];
};

const keyFigures = ({
  worth,
  currency,
  runwayMonths,
  costPerMember,
  members,
  prices,
  ignored,
}: MonthReport): string => {
  const named = members.named.length === 0 ? '' : `, among them ${members.named.map(plain).join(', ')}`;
  const used = prices.map(
    ({ currency: code, price, source, date }) => `${code} at ${price} (${plain(source)}, ${date})`,
  );
  return [
    `- Members: ${members.count}${named}`,
    `- All balances at the end of the month: ${worth === null ? unknown : `${worth} ${currency}`}${worth !== null && used.length > 0 ? `, with ${used.join(', ')}` : ''}`,
    `- How long that lasts at the mean expense of the last three months: ${runwayMonths === null ? unknown : `${runwayMonths} months`}`,
    `- Expense by member: ${costPerMember === null ? unknown : `${costPerMember} ${currency}`}`,
    ...(ignored
      ? [
          `- Arrived since ever and counted nowhere: ${counted(ignored.unknownTokens, 'transfer')} of tokens that are no money of ours, ${ignored.zeroAmounts} of nothing, ${ignored.dust} of dust`,
        ]
      : []),
  ].join('\n');
};

export const monthMarkdown = (report: MonthReport): string => {
  const blocks = [
    `# ${plain(report.service)}: income and expense in ${monthWords(report.month)}: ${unreconciledWords(report)}`,
    checkedWords(report),
    `Figures in ${report.currency} use the price that each row names. Amounts are exact. Days are UTC.`,
    totals(report),
    '## Balance',
    'Opening + in − out − gas = closing.',
    balanceTable(report),
    ...balanceNotes(report),
    ...(report.addresses.length === 0 ? [] : ['### By address, as the chain has it', addressTable(report)]),
    ...(report.unreconciled && report.unreconciled.payments.length > 0
      ? ['## Payments that the books lack', paymentTable(report.unreconciled.payments)]
      : []),
    ...sumSections(report),
    '## Key figures',
    keyFigures(report),
    '## Every movement',
    movementTable(report),
    ...(report.warnings.length === 0
      ? []
      : ['## Warnings', report.warnings.map((text) => `- ${plain(text)}`).join('\n')]),
    '## Check it yourself',
    `Every movement links to its transaction on ${report.chain}; add them up from movements.csv beside this page. A correction is a row of its own that takes another back: nothing is ever changed.`,
  ];
  return `${blocks.join('\n\n')}\n`;
};
