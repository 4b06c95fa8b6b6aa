/** The report as Markdown that reads aloud and can be pasted into a forum (GitHub tables, no HTML). */
import { plain, table } from '../../alerts/ledger/report/markdownParts.ts';
import { monthWords } from '../../alerts/ledger/report/words.ts';
import { counted } from '../../collector/config/words.ts';
import { movementTable, paymentTable } from './markdownRows.ts';
import type { MonthReport, ReportedBalance, ReportedPriceDoubt, ReportedSum } from './model.ts';
import { categoryWords, checkedWords, historyWords, unreconciledWords } from './words.ts';

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

const isNone = (amount: string): boolean => /^-?[0.]+$/.test(amount);

const verdictCell = ({ verdict, why, difference, final, correctedBy }: ReportedBalance): string => {
  if (verdict === 'not_checked') return why ?? unknown;
  if (verdict === 'balances') return final ? 'balances' : 'balances so far';
  const later = correctedBy === null ? '' : `; put right later by ${correctedBy.map(plain).join(', ')}`;
  return `**does not balance**: the chain has ${difference?.startsWith('-') ? `${difference.slice(1)} less` : `${difference} more`}${later}`;
};

/** A column that is there only where there is any. */
const dustCells = (of: readonly { readonly dust: string }[]): ((dust: string) => readonly string[]) =>
  of.some(({ dust }) => !isNone(dust)) ? (dust) => [dust] : () => [];

const equation = ({ balances }: MonthReport): string =>
  `Opening + in ${balances.some(({ dust }) => !isNone(dust)) ? '+ dust ' : ''}− out − gas = closing.`;

const balanceTable = ({ balances }: MonthReport): string => {
  if (balances.length === 0) return 'No movement has been booked.';
  const dusty = dustCells(balances);
  return table(
    ['', 'held against the chain', 'opening', 'in', ...dusty('dust'), 'out', 'gas', 'closing', 'on the chain'],
    balances.map((balance) => [
      balance.currency,
      verdictCell(balance),
      balance.opening,
      balance.in,
      ...dusty(balance.dust),
      balance.out,
      balance.gas ?? unknown,
      balance.closing,
      balance.chain ?? '',
    ]),
    2,
  );
};

const balanceNotes = ({ balances, dust }: MonthReport): readonly string[] => [
  ...dust.map(
    ({ currency, below, payments, amount }) =>
      `Dust, which nobody has to book: ${counted(payments, 'incoming payment')} below ${below} ${currency}, together ${amount} ${currency}.`,
  ),
  ...balances
    .filter(({ computed }) => computed)
    .map(
      ({ currency }) =>
        `What the chain had of ${currency} is worked out from a later balance: no node could be asked in time.`,
    ),
  ...(balances.some(({ gas }) => gas === null) ? ['Where gas is not known, closing is before gas.'] : []),
  ...balances.flatMap(({ anchor, currency }) =>
    anchor === null
      ? []
      : [
          `The opening of ${currency} begins with what the chain had at the end of ${monthWords(anchor)}; gas before then is not known.`,
        ],
  ),
];

const addressTable = ({ addresses }: MonthReport): string => {
  const dusty = dustCells(addresses);
  return table(
    ['address', '', 'opening', 'in', ...dusty('dust'), 'out', 'gas', 'closing', 'difference'],
    addresses.map(({ name, link, currency, opening, in: came, dust, out, gas, closing, difference }) => [
      link === null ? plain(name) : `[${plain(name)}](${link})`,
      currency,
      ...[opening, came].map((text) => text ?? unknown),
      ...dusty(dust),
      ...[out, gas, closing, difference].map((text) => text ?? unknown),
    ]),
    2,
  );
};

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

const worthWords = ({ worth, worthAtLeast, unvalued, currency }: MonthReport): string => {
  if (worth !== null) return `${worth} ${currency}`;
  const without = `(${unvalued.join(', ')} not valued)`;
  return worthAtLeast === null ? `${unknown} ${without}` : `at least ${worthAtLeast} ${currency} ${without}`;
};

const doubtLine = ({ id, date, currency: coin, price, feed, percent }: ReportedPriceDoubt, currency: string): string =>
  `- ${plain(id)} of ${date}: ${price} ${currency} for one ${coin}, ${percent.replace('-', '')} % ${percent.startsWith('-') ? 'below' : 'above'} the feed's ${feed} of that day`;

const keyFigures = (report: MonthReport): string => {
  const { worthAtLeast, currency, runwayMonths, unvalued, costPerMember, members, prices, ignored } = report;
  const named = members.named.length === 0 ? '' : `, among them ${members.named.map(plain).join(', ')}`;
  const used = prices.map(
    ({ currency: code, price, source, date }) => `${code} at ${price} (${plain(source)}, ${date})`,
  );
  return [
    `- Members: ${members.count}${named}`,
    `- All balances at the end of the month: ${worthWords(report)}${worthAtLeast !== null && used.length > 0 ? `, with ${used.join(', ')}` : ''}`,
    `- How long that lasts at the mean expense of the last three whole months: ${runwayMonths === null ? unknown : `${unvalued.length > 0 ? 'at least ' : ''}${runwayMonths} months`}`,
    `- Expense by member: ${costPerMember === null ? unknown : `${costPerMember} ${currency}`}`,
    ...(ignored
      ? [
          `- Arrived since ever and counted nowhere: ${ignored.moreTokens ? 'at least ' : ''}${counted(ignored.unknownTokens, 'transfer')} of tokens that are no money of ours, ${ignored.zeroAmounts} of nothing`,
        ]
      : []),
  ].join('\n');
};

export const monthMarkdown = (report: MonthReport): string => {
  const blocks = [
    `# ${plain(report.service)}: income and expense in ${monthWords(report.month)}: ${unreconciledWords(report)}`,
    checkedWords(report),
    historyWords(report),
    `Figures in ${report.currency} use the price that each row names; where it names none, that of the price feed on its day. Amounts are exact. Days are UTC.`,
    totals(report),
    '## Balance',
    equation(report),
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
    ...(report.priceDoubts.length === 0
      ? []
      : [
          '## Prices far from the feed',
          report.priceDoubts.map((doubt) => doubtLine(doubt, report.currency)).join('\n'),
        ]),
    ...(report.warnings.length === 0
      ? []
      : ['## Warnings', report.warnings.map((text) => `- ${plain(text)}`).join('\n')]),
    '## Check it yourself',
    `Every movement links to its transaction on ${report.chain}; add them up from movements.csv beside this page. A correction is a row of its own that takes another back.`,
  ];
  return `${blocks.join('\n\n')}\n`;
};
