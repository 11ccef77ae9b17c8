import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DiffReport, EnvironmentDiff } from '../../model.ts';
import { changeKinds, countChanges, countHazards, headlineOf, isUnchanged } from '../summary.ts';
import { controlsMarkup, schemeMarkup } from './controls.ts';
import { environmentAnchor, environmentMarkup, releasesMarkup } from './environment.ts';
import { hazardsMarkup } from './hazards.ts';
import { html, Markup, nothing } from './markup.ts';
import { linkTo } from './object.ts';
import { badge } from './words.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The Content Security Policy: nothing is loaded, and only this style and script are used, by their hashes. */
const contentSecurityPolicy = (style: string, script: string) =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

function overviewRow(diff: EnvironmentDiff): Markup {
  const counts = countChanges(diff.changes);
  const changes = changeKinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  const hazards = countHazards(diff.hazards).map(([severity, number]) => badge(severity, number));
  return html`<li>
${linkTo(environmentAnchor(diff.environment), html`<b>${diff.environment}</b>`)}
${releasesMarkup(diff)}
${diff.failure === undefined ? html`<span class="counts">${changes.join(', ') || 'nothing changes'}</span>` : html`<b class="failed">could not be rendered</b>`}
<span class="badges">${hazards}</span>
</li>
`;
}

/**
 * The report as a self-contained HTML page, which can be searched, filtered and printed. A link to an object has the hash
 * `#<environment>/<kind>.<group>/<namespace>/<name>`.
 */
export function htmlReport(report: DiffReport): string {
  const [style, script] = [read('page.css'), read('page.js')];
  const { title, environments } = report;
  const headline = headlineOf(report);
  const isEmpty = environments.every(isUnchanged);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: ${headline}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the changes</a>
<header>
<p class="compared">${title}</p>
<h1>${headline}</h1>
<nav aria-label="Environments"><ul>
${environments.map(overviewRow)}</ul></nav>
</header>
<div class="columns">
<div class="controls">
${isEmpty ? nothing : controlsMarkup(report)}
${schemeMarkup()}
</div>
<main id="content" tabindex="-1">
${hazardsMarkup(report)}
${environments.map(environmentMarkup)}
</main>
</div>
<script type="module">${new Markup(script)}</script>
</body>
</html>
`.html;
}
