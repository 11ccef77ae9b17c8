import { objectKey } from '../../manifests/object-id.ts';
import {
  type DiffReport,
  type EnvironmentDiff,
  type Hazard,
  type Severity,
  severities,
} from '../../model.ts';
import { html, type Markup, nothing } from './markup.ts';
import { anchorOf, linkTo, objectTitleMarkup } from './object.ts';
import { severityTitles } from './words.ts';

interface Row {
  readonly severity: Severity;
  readonly markup: Markup;
}

function rowsOf({ environment, changes, hazards }: EnvironmentDiff): Row[] {
  const kinds = new Map(changes.map(({ id, kind }) => [objectKey(id), kind]));
  return hazards.map((hazard) => ({
    severity: hazard.severity,
    markup: row(environment, hazard, kinds.get(objectKey(hazard.object))),
  }));
}

function row(environment: string, hazard: Hazard, change: string | undefined): Markup {
  const { severity, rule, object, reason, hint } = hazard;
  const find = [environment, object.kind, object.namespace, object.name, rule, reason, hint].join(' ');
  const title = objectTitleMarkup(object);
  return html`<li data-find="${find}" data-change="${change ?? ''}" data-severities="${severity}">
<p class="where"><span class="place">${environment}</span> ${change === undefined ? title : linkTo(anchorOf(environment, object), title)}</p>
<p>${reason}</p>
<p class="hint"><b>What to do:</b> ${hint}</p>
</li>
`;
}

/** All hazards of all environments, the most severe first, each with a link to its object. */
export function hazardsMarkup({ environments }: DiffReport): Markup {
  const bySeverity = Map.groupBy(environments.flatMap(rowsOf), ({ severity }) => severity);
  const sections = severities.flatMap((severity) => {
    const rows = bySeverity.get(severity) ?? [];
    if (rows.length === 0) return [];
    return html`<section class="severity ${severity}" data-group aria-labelledby="hazards-${severity}">
<h3 id="hazards-${severity}">${severityTitles[severity]} <span class="number">${rows.length}</span></h3>
<ul>${rows.map(({ markup }) => markup)}</ul>
</section>
`;
  });
  if (sections.length === 0) return nothing;
  return html`<section class="hazards" data-group aria-labelledby="hazards">
<h2 id="hazards">Hazards</h2>
${sections}
</section>
`;
}
