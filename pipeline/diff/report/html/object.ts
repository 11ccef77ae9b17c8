import { objectTitle } from '../../manifests/object-id.ts';
import { type Hazard, type ObjectChange, type ObjectId, severities } from '../../model.ts';
import { countLines } from '../summary.ts';
import { visible } from '../text.ts';
import { html, type Markup, nothing } from './markup.ts';
import { badge, changeSigns } from './words.ts';

/** The id of an object on the page, for links: `demo/Deployment.apps/demo/serviceradar-core`. */
export function anchorOf(environment: string, { group, kind, namespace, name }: ObjectId): string {
  const qualified = group === '' ? kind : `${kind}.${group}`;
  const path = [environment, qualified, namespace, name].filter((part) => part !== '').join('/');
  return visible(path).replace(/\s/g, '_');
}

/** A link to an anchor on the page. */
export const linkTo = (anchor: string, content: Markup): Markup =>
  html`<a href="#${encodeURI(anchor)}">${content}</a>`;

const pathOf = ({ namespace, name }: ObjectId) => (namespace === '' ? name : `${namespace}/${name}`);

/** The kind, namespace and name of an object. */
export const objectTitleMarkup = (id: ObjectId): Markup =>
  html`<span class="kind">${id.kind}</span> <span class="name">${pathOf(id)}</span>`;

const origins = {
  pipeline: 'Synthesized by the pipeline',
  application: 'Rendered from the application’s chart or Git path',
} as const;

/** One changed object: a line that opens to show the diff. */
export function objectMarkup(environment: string, change: ObjectChange, hazards: readonly Hazard[]): Markup {
  const { id, kind, renamedFrom, origin, diff, noise } = change;
  const { added, removed } = countLines(diff);
  const found = severities.filter((severity) => hazards.some((hazard) => hazard.severity === severity));
  const anchor = anchorOf(environment, id);
  const before = renamedFrom === undefined ? '' : `from ${pathOf(renamedFrom)}`;
  const find = [environment, kind, objectTitle(id), id.group, before, ...noise].join(' ');
  return html`<details class="object ${kind}" data-find="${find}" data-change="${kind}" data-severities="${found.join(' ')}">
<summary id="${anchor}">
<span class="change"><span class="sign" aria-hidden="true">${changeSigns[kind]}</span> ${kind}</span>
<span class="title">${objectTitleMarkup(id)}${before === '' ? nothing : html` <span class="from">${before}</span>`}</span>
<span class="badges">${found.map((severity) => badge(severity))}</span>
<span class="size"><span class="plus">+${added}</span> <span class="minus">−${removed}</span></span>
</summary>
<ul class="facts">
<li>${origins[origin]}</li>
${noise.length === 0 ? nothing : html`<li>Also changed: ${noise.join(', ')}</li>`}
<li>${linkTo(anchor, html`Link to this object`)}</li>
</ul>
<pre><code>${diff}</code></pre>
</details>
`;
}
