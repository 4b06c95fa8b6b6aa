/** Where requests came in and where from. Labels are folded to the busiest when they are added (ranks.ts). */
import { ColoDocument, type ColoQuery, CountryDocument, type CountryQuery } from '../documents/documents.ts';
import { keyOf, labelText } from '../series.ts';
import { countOf, type Dataset, eyeball, paged, readerOf } from './model.ts';

export const colo: Dataset = {
  name: 'colo',
  node: 'httpRequestsAdaptiveGroups',
  document: paged(ColoDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_coloCode'],
  only: eyeball,
  splitBy: ['coloCode'],
  counts: 'cfColoRequests',
  read: (row) => [
    { key: keyOf('cfColoRequests', labelText(readerOf<ColoQuery>().text(row, 'coloCode') ?? '')), by: countOf(row) },
  ],
};

export const country: Dataset = {
  name: 'country',
  node: 'httpRequestsAdaptiveGroups',
  document: paged(CountryDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_clientCountryName'],
  only: eyeball,
  splitBy: ['clientCountryName'],
  counts: 'cfCountryRequests',
  read: (row) => [
    {
      key: keyOf('cfCountryRequests', labelText(readerOf<CountryQuery>().text(row, 'clientCountryName') ?? '')),
      by: countOf(row),
    },
  ],
};
