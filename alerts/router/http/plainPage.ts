/** The barest status page, for when no renderer is joined in. */
import type { Status } from '../../../collector/status.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const plainStatusPage = (status: Status): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>${escape(status.service)}: ${status.state}</title><h1>${escape(status.service)}: ${status.state}</h1>
<p>${escape(status.advice)}</p><pre>${escape(JSON.stringify(status, undefined, 2))}</pre></html>\n`;
