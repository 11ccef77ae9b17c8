import type { DiffReport } from '../../model.ts';
import { changeKinds, countChanges, countHazards } from '../summary.ts';
import { html, type Markup, nothing } from './markup.ts';
import { changeSigns, severityTitles } from './words.ts';

interface Choice {
  readonly value: string;
  readonly title: string;
  readonly number: number;
}

const choices = (legend: string, name: string, all: readonly Choice[]): Markup =>
  all.length === 0
    ? nothing
    : html`<fieldset>
<legend>${legend}</legend>
${all.map(
  ({ value, title, number }) =>
    html`<label><input type="checkbox" name="${name}" value="${value}"> ${title} <span class="number">${number}</span></label>
`,
)}
</fieldset>
`;

/** The choice of the colour scheme. It works without script, because the style sheet selects by the checked input. */
export const schemeMarkup = (): Markup => html`<fieldset class="scheme">
<legend>Colours</legend>
${['System', 'Light', 'Dark'].map(
  (title, index) =>
    html`<label><input type="radio" name="scheme" id="scheme-${title.toLowerCase()}"${index === 0 ? html` checked` : nothing}> ${title}</label>
`,
)}
</fieldset>
`;

/** The search field, the filters, and the buttons that open and close all objects. */
export function controlsMarkup({ environments }: DiffReport): Markup {
  const hazards = countHazards(environments.flatMap((environment) => environment.hazards));
  const counts = countChanges(environments.flatMap(({ changes }) => changes));
  return html`<form role="search" aria-label="Objects, images and hazards">
<label class="find"><span>Search <kbd>/</kbd></span>
<input type="search" name="find" autocomplete="off" spellcheck="false" aria-describedby="status"></label>
<p id="status" role="status"></p>
${choices(
  'Hazards',
  'severity',
  hazards.map(([value, number]) => ({ value, title: severityTitles[value], number })),
)}
${choices(
  'Changes',
  'change',
  changeKinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => ({ value: kind, title: `${changeSigns[kind]} ${kind}`, number: counts[kind] })),
)}
<p class="buttons">
<button type="button" data-open="true">Open all</button>
<button type="button" data-open="false">Close all</button>
<button type="button" data-clear>Clear filters</button>
</p>
</form>
`;
}
