import type { ObjectChange, Severity } from '../../model.ts';
import { html, type Markup } from './markup.ts';

export const severityTitles: Readonly<Record<Severity, string>> = {
  'data-loss': 'Data loss',
  'cannot-apply': 'Cannot be applied',
  outage: 'Outage',
  privilege: 'More privileges',
  caution: 'Review',
};

/** Signs in addition to the colours, so that the kinds of change can be told apart without them. */
export const changeSigns: Readonly<Record<ObjectChange['kind'], string>> = {
  added: '+',
  changed: '~',
  removed: '−',
  renamed: '→',
};

/** A severity as a label, with the number of hazards if it is given. */
export const badge = (severity: Severity, number?: number): Markup =>
  html`<span class="badge ${severity}">${number === undefined ? '' : `${number} `}${severityTitles[severity]}</span>`;
