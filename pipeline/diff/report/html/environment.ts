import { objectKey } from '../../manifests/object-id.ts';
import type { EnvironmentDiff, ImageChange, ObjectChange } from '../../model.ts';
import { countNoun, isUnchanged, noiseTitles, separateNoise } from '../summary.ts';
import { shortenDigests } from '../text.ts';
import { html, type Markup, nothing } from './markup.ts';
import { objectMarkup, objectTitleMarkup } from './object.ts';

/** A release, or the version of an image, with the whole digest as its tooltip. */
const versionMarkup = (version: string | undefined): Markup =>
  version === undefined
    ? html`<span class="none">none</span>`
    : html`<code title="${version}">${shortenDigests(version)}</code>`;

/** The releases of both sides. */
export const releasesMarkup = ({ from, to }: Pick<EnvironmentDiff, 'from' | 'to'>): Markup =>
  html`<span class="releases">${versionMarkup(from.release)} <span aria-hidden="true">→</span><span class="unseen">to</span> ${versionMarkup(to.release)}</span>`;

const imageRow = (environment: string, { repository, from, to }: ImageChange) =>
  html`<tr data-find="${[environment, repository, from, to].join(' ')}"><th scope="row"><code>${repository}</code></th><td>${versionMarkup(from)}</td><td>${versionMarkup(to)}</td></tr>
`;

function imagesMarkup({ environment, images }: EnvironmentDiff): Markup {
  if (images.length === 0) return nothing;
  return html`<section data-group>
<h3>Images <span class="number">${images.length}</span></h3>
<table>
<thead><tr><th scope="col">Image</th><th scope="col">From</th><th scope="col">To</th></tr></thead>
<tbody>
${images.map((image) => imageRow(environment, image))}</tbody>
</table>
</section>
`;
}

const noiseMarkup = (noisy: readonly ObjectChange[]) =>
  noisy.length === 0
    ? nothing
    : html`<details class="noise">
<summary>${countNoun(noisy.length, 'object')} changed only in ${noiseTitles(noisy)}</summary>
<ul>${noisy.map(({ id }) => html`<li>${objectTitleMarkup(id)}</li>`)}</ul>
</details>
`;

function changesMarkup({ environment, changes, hazards }: EnvironmentDiff): Markup {
  const { real, noisy } = separateNoise(changes);
  const byObject = Map.groupBy(hazards, ({ object }) => objectKey(object));
  return html`${
    real.length === 0
      ? nothing
      : html`<section data-group>
<h3>Objects <span class="number">${real.length}</span></h3>
${real.map((change) => objectMarkup(environment, change, byObject.get(objectKey(change.id)) ?? []))}
</section>
`
  }${noiseMarkup(noisy)}`;
}

function bodyOf(diff: EnvironmentDiff): Markup {
  if (diff.failure !== undefined) {
    return html`<section class="failure">
<h3>Could not be rendered</h3>
<pre>${diff.failure}</pre>
</section>
`;
  }
  const same = `${countNoun(diff.unchanged, 'object')} unchanged`;
  if (isUnchanged(diff)) return html`<p class="same">Nothing changes: ${same}.</p>`;
  return html`${imagesMarkup(diff)}${changesMarkup(diff)}<p class="same">${same}.</p>`;
}

/** The id of an environment's heading, for links. */
export const environmentAnchor = (environment: string): string => `environment-${environment}`;

/** An environment with its images, and its objects with their diffs. */
export const environmentMarkup = (diff: EnvironmentDiff): Markup =>
  html`<section class="environment" aria-labelledby="${environmentAnchor(diff.environment)}">
<h2 id="${environmentAnchor(diff.environment)}">${diff.environment} ${releasesMarkup(diff)}</h2>
${bodyOf(diff)}
</section>
`;
