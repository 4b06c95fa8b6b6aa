/** The barest status page, for when no renderer is joined in. */
import type { Status } from '../../../collector/status.ts';

const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const plainStatusPage = (status: Status): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>${plain(status.service)}: ${status.state}</title><h1>${plain(status.service)}: ${status.state}</h1>
<p>${plain(status.advice)}</p><pre>${plain(JSON.stringify(status, undefined, 2))}</pre></html>\n`;
