import type { ObjectChange, Severity } from '../../model.ts';
import { html, type Markup } from './markup.ts';

/** What a severity means, in the words of the page. */
export const severityTitles: Readonly<Record<Severity, string>> = {
  'data-loss': 'Loses data',
  'cannot-apply': 'Cannot be applied',
  outage: 'Outage',
  privilege: 'More privileges',
  caution: 'Second look',
};

/** Each kind of change has a sign as well as a colour. */
export const changeSigns: Readonly<Record<ObjectChange['kind'], string>> = {
  added: '+',
  changed: '~',
  removed: '−',
  renamed: '→',
};

/** A severity as a label, with how many there are where it counts. */
export const badge = (severity: Severity, number?: number): Markup =>
  html`<span class="badge ${severity}">${number === undefined ? '' : `${number} `}${severityTitles[severity]}</span>`;
