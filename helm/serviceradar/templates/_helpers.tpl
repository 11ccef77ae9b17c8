{{/* Labels a selector may use: they stay the same from release to release.
     Takes root and, for an object of one service, component. */}}
{{- define "serviceradar.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* All labels of an object. Takes what serviceradar.selectorLabels takes. */}}
{{- define "serviceradar.labels" -}}
{{ include "serviceradar.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* The enabled services by name, each completed with its name and serviceDefaults, as JSON. */}}
{{- define "serviceradar.services" -}}
{{- $enabled := dict -}}
{{- range $name, $described := .Values.services -}}
{{- $service := mergeOverwrite (deepCopy $.Values.serviceDefaults) $described -}}
{{- if $service.enabled -}}
{{- $_ := set $enabled $name (set $service "name" $name) -}}
{{- end -}}
{{- end -}}
{{- toJson $enabled -}}
{{- end }}

{{/* The tag of a service's image. Takes root and service. */}}
{{- define "serviceradar.imageTag" -}}
{{- $tags := .root.Values.image.tags -}}
{{- coalesce .root.Values.global.imageTag (get $tags .service) $tags.appTag (printf "v%s" .root.Chart.AppVersion) -}}
{{- end }}

{{/* The image of a service, with its digest where one is locked. Takes root and service. */}}
{{- define "serviceradar.image" -}}
{{- $image := .root.Values.image -}}
{{- $image.registry }}/serviceradar-{{ .service }}:{{ include "serviceradar.imageTag" . }}
{{- with get $image.digests .service }}@{{ . }}{{ end }}
{{- end }}

{{/* Takes the root. */}}
{{- define "serviceradar.imagePullPolicy" -}}
{{- .Values.global.imagePullPolicy -}}
{{- end }}

{{/* The file name of a service's config: text is TOML, an object is written as JSON. Takes a service. */}}
{{- define "serviceradar.configFile" -}}
{{ .name }}.{{ kindIs "string" .config | ternary "toml" "json" }}
{{- end }}

{{/* The content of that file. Takes a service. */}}
{{- define "serviceradar.config" -}}
{{ kindIs "string" .config | ternary .config (toPrettyJson .config) }}
{{- end }}

{{/* How the kubelet asks a service whether it is well. Takes a service. */}}
{{- define "serviceradar.probeHandler" -}}
{{- $port := required (printf "services.%s.probe.port: the service has no port named %s" .name .probe.port) (index .ports .probe.port).port -}}
{{- if eq .probe.type "http" -}}
httpGet:
  path: {{ .probe.path | quote }}
  port: {{ $port }}
{{- else if eq .probe.type "grpc" -}}
grpc:
  port: {{ $port }}
{{- else -}}
tcpSocket:
  port: {{ $port }}
{{- end -}}
{{- end }}

{{/* "true" when a service listens on a port that Linux reserves for root, else empty. Takes a service. */}}
{{- define "serviceradar.usesLowPort" -}}
{{- range .ports }}{{ if lt (int .port) 1024 }}true{{ end }}{{ end -}}
{{- end }}

{{/* Where the database is and who may use it. Takes the root. */}}
{{- define "serviceradar.databaseEnv" -}}
{{- $cnpg := .Values.cnpg -}}
- name: CNPG_HOST
  value: {{ $cnpg.clusterName }}-rw
- name: CNPG_PORT
  value: "5432"
- name: CNPG_DATABASE
  value: {{ $cnpg.database | quote }}
- name: CNPG_SSL_MODE
  value: verify-full
- name: CNPG_CA_FILE
  value: /etc/serviceradar-cnpg/ca.crt
{{- range $key := list "username" "password" }}
- name: CNPG_{{ upper $key }}
  valueFrom:
    secretKeyRef:
      name: {{ $cnpg.clusterName }}-app
      key: {{ $key }}
{{- end }}
{{- end }}
