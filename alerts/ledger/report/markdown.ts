/** The report as Markdown that reads aloud and can be pasted into a forum (GitHub tables, no HTML). */
import { figureTable, secondsTable, summary, verdictSentence } from './figureSection.ts';
import { intervalTable, maintenanceTable, timesSection } from './historySection.ts';
import { plain, rangeWords } from './markdownParts.ts';
import type { EdgeReport, SlaReport } from './model.ts';
import { monthWords } from './words.ts';

const edgeSection = (edge: EdgeReport): string =>
  [
    `## ${plain(edge.alias)} (${edge.chain})`,
    `**${rangeWords(edge.any.raw)}: ${verdictSentence(edge)}.**`,
    summary(edge),
    '### By region',
    'In brackets: if every unmeasured second was bad.',
    figureTable(edge),
    secondsTable(edge),
    '### Every second that was not good',
    intervalTable(edge.intervals),
    '### Maintenance',
    maintenanceTable(edge.maintenance),
    '### Time to detect, acknowledge and restore',
    timesSection(edge),
  ].join('\n\n');

export const reportMarkdown = (report: SlaReport): string => {
  const blocks = [
    `# ${plain(report.service)}: service level in ${monthWords(report.month)}`,
    'A second is good when the endpoint answers on the right chain, with fresh blocks, and the calls of a member succeed. It is asked every second from each region. A second that is bad in one region is bad here. Percentages are cut off, never rounded up. All times are UTC.',
    ...report.edges.map(edgeSection),
    '## Check it yourself',
    `These figures come from the raw samples of the month. With the published export: \`headwatch report sla --from-export FILE\` computes this page again, to the same second.`,
  ];
  return `${blocks.join('\n\n')}\n`;
};
