import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Digest } from '../../../../../model/digest.ts';
import type { Client } from '../../../../../pipeline/oci/client.ts';
import { mediaTypes } from '../../../../../pipeline/oci/media-types.ts';
import type { Repository } from '../../../../../pipeline/oci/reference.ts';
import { bytesOf } from '../../../oci/support/content.ts';

/** Packs a chart with the real Helm. */
export async function packChart(
  helm: string,
  folder: string,
  version: string,
  to: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const versions = ['--version', version, '--app-version', version];
  const { stdout } = await execa(helm, ['package', folder, ...versions, '--destination', to]);
  return new Uint8Array(readFileSync(join(to, stdout.slice(stdout.lastIndexOf('/') + 1).trim())));
}

/** Pushes an archive as a chart, as `helm push` would. */
export async function pushChart(
  client: Client,
  to: Repository,
  tag: string,
  archive: Uint8Array<ArrayBuffer>,
): Promise<Digest> {
  const [config, layer] = [
    {
      mediaType: 'application/vnd.cncf.helm.config.v1+json',
      bytes: bytesOf({ name: 'chart', version: tag }),
    },
    { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', bytes: archive },
  ].map(async ({ mediaType, bytes }) => ({ mediaType, ...(await client.pushBlob(to, bytes)) }));
  const content = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: await config,
    layers: [await layer],
  };
  await client.putManifest(to, { mediaType: mediaTypes.manifest, bytes: bytesOf(content) }, tag);
  const resolved = await client.resolve({ ...to, tag });
  if (resolved === undefined) throw new Error(`the registry lost ${tag}`);
  return resolved.digest;
}

/** A chart that uses every feature in which Argo CD could differ from Helm. */
export const probeChart: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: probe\nversion: 1.0.0\nappVersion: "1.10"\n',
  'values.yaml': 'text: default\nnested: { kept: yes, replaced: 1 }\nlist: [1, 2]\n',
  'staging.yaml': 'text: from staging.yaml\nfromFile: true\nlist: [3]\n',
  'crds/probe.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: probes.example.com\n',
  'charts/child/Chart.yaml': 'apiVersion: v2\nname: child\nversion: 0.1.0\n',
  'charts/child/templates/child.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-child\ndata: {{ .Values | toJson }}\n',
  'templates/_helpers.tpl': '{{- define "probe.name" -}}{{ .Release.Name }}-{{ .Chart.Name }}{{- end -}}',
  'templates/values.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "probe.name" . }}
  namespace: {{ .Release.Namespace }}
data:
  values: {{ .Values | toJson | quote }}
  release: {{ .Release | toJson | quote }}
  chart: {{ printf "%s %s %s" .Chart.Name .Chart.Version .Chart.AppVersion | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
  groups: {{ .Capabilities.APIVersions | toJson | quote }}
  cnpg: {{ .Capabilities.APIVersions.Has "postgresql.cnpg.io/v1/Cluster" | quote }}
  lookup: {{ lookup "v1" "Namespace" "" "" | toJson | quote }}
`,
  'templates/list.yaml': `apiVersion: v1
kind: ConfigMapList
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { octal: "0755", yes: "yes" } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: two } }
---
---
# nothing but a comment
`,
  'templates/hook.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-5" }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a }] } } }
`,
  'templates/tests/test.yaml': `apiVersion: v1
kind: Pod
metadata: { name: test, annotations: { helm.sh/hook: test } }
spec: { restartPolicy: Never, containers: [{ name: a, image: a }] }
`,
  'templates/NOTES.txt': 'Nothing of this is an object: {{ .Release.Name }}\n',
};
